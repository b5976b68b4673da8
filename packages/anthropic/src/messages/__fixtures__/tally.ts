/** How many recordings of each folder are right in each field. */
export class Tally {
  readonly #folders = new Map<string, Map<string, { passed: number; total: number }>>();

  add(folder: string, field: string, passed: boolean): void {
    const fields = this.#folders.get(folder) ?? new Map<string, { passed: number; total: number }>();
    this.#folders.set(folder, fields);
    const cell = fields.get(field) ?? { passed: 0, total: 0 };
    fields.set(field, { passed: cell.passed + Number(passed), total: cell.total + 1 });
  }

  passed(folder: string, field: string): number {
    return this.#folders.get(folder)?.get(field)?.passed ?? 0;
  }

  /** One line a folder: `folder  field passed/total …`. `total` is asked, because what never ran is in no cell. */
  lines(total: (folder: string, field: string) => number): string[] {
    return [...this.#folders].map(([folder, fields]) => {
      const cells = [...fields].map(([field, { passed }]) => `${field} ${passed}/${total(folder, field)}`);
      return `${folder.padEnd(40)} ${cells.join("  ")}`;
    });
  }
}
