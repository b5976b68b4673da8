/** What the user of the command line can mend: shown as one line, with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The first line of what was thrown: some messages go on with pieces of code. */
export function firstLine(thrown: unknown): string {
  return String(thrown).split("\n", 1)[0] ?? "";
}
