import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { programsOf } from "./support/code-blocks.js";
import { scratchFolder } from "./support/type-errors.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The programs of the guides that say, in comments as `// → Dune`, what they print: those send nothing. */
const programs = readdirSync(join(root, "docs"))
  .flatMap((name) => programsOf(`docs/${name}`, readFileSync(join(root, "docs", name), "utf8")))
  .map((program) => ({
    ...program,
    says: Array.from(program.source.matchAll(/^ *\/\/ → ?(.*)$/gm), ([, line]) => line),
  }))
  .filter(({ says }) => says.length > 0);

test("guides have programs that say what they print", () => {
  const pages = programs.map(({ page }) => page);
  expect(pages).toEqual(expect.arrayContaining(["docs/prompts.md", "docs/templates.md"]));
});

test.concurrent.for(programs)("$page prints what it says", async ({ page, source, says }, { expect }) => {
  await using folder = await scratchFolder();
  const file = join(folder.path, "program.ts");
  await writeFile(file, source);
  const command = join(root, "node_modules/.bin/tsx");
  const { stdout, stderr } = await promisify(execFile)(command, ["--conditions=@zoetrope/source", file], {
    cwd: root,
    env: { PATH: process.env.PATH },
  });
  expect(stderr, page).toBe("");
  expect(stdout.trimEnd().split("\n")).toEqual(says);
});
