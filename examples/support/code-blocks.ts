/** A TypeScript program made from the code blocks of a page. Its line numbers are those of the page. */
export interface Program {
  readonly page: string;
  readonly source: string;
}

/**
 * The programs of a Markdown page. The rule for its authors: a ```ts block with an import is a program by itself; one
 * without goes on from the nearest program above it, in a block scope of its own, so that two such blocks may use one name.
 */
export function programsOf(page: string, markdown: string): Program[] {
  const programs: string[][] = [];
  let fence: number | null = null;
  const lines = markdown.split("\n");
  for (const [number, line] of lines.entries()) {
    if (fence === null) {
      if (/^\s*```(?:ts|tsx|typescript|js|javascript)\b/.test(line)) {
        if (line !== "```ts") throw new Error(`${page}:${number + 1}: write \`\`\`ts, so that the block is checked.`);
        fence = number;
      }
    } else if (line.startsWith("```")) {
      place(lines.slice(fence + 1, number), fence);
      fence = null;
    }
  }
  if (fence !== null) throw new Error(`${page}:${fence + 1}: the code block is not closed.`);
  return programs.map((source) => ({ page, source: Array.from(source, (line) => line ?? "").join("\n") }));

  /** Blank lines stand for the prose; a fragment's braces take the lines of its fences. */
  function place(block: readonly string[], fenceLine: number): void {
    const isProgram = block.some((line) => line.startsWith("import "));
    if (isProgram) programs.push([]);
    const program = programs.at(-1);
    if (!program)
      throw new Error(`${page}:${fenceLine + 1}: no program stands above this block. Begin with an import.`);
    for (const [index, line] of block.entries()) program[fenceLine + 1 + index] = line;
    if (isProgram) return;
    program[fenceLine] = "{";
    program[fenceLine + 1 + block.length] = "}";
  }
}
