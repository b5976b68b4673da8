import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { programsOf } from "./support/code-blocks.js";
import { startStandIn } from "./support/stand-in.js";
import { scratchFolder, typeErrors } from "./support/type-errors.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)];
const textOf = (page: string): string => readFileSync(join(root, page), "utf8");

test("every code block of README.md and docs compiles", async () => {
  const programs = pages.flatMap((page) => programsOf(page, textOf(page)));
  expect(programs.map(({ page }) => page)).toEqual(expect.arrayContaining(["README.md", "docs/streams.md"]));
  // The last page is there to be refused: without its error nothing was checked.
  const wrong = programsOf(
    "wrong.md",
    '# Page\n\n```ts\nimport "openai";\n```\n\n```ts\nconst n: number = "one";\n```\n',
  );
  expect(await typeErrors([...programs, ...wrong])).toEqual([expect.stringMatching(/^wrong\.md\(8,7\): error TS2322/)]);
});

test("the first program of README.md runs, and prints an answer, its finish reason and its usage", async () => {
  await using standIn = await startStandIn();
  await using folder = await scratchFolder();
  await writeFile(join(folder.path, "readme.ts"), programsOf("README.md", textOf("README.md"))[0]?.source ?? "");
  const { stdout, stderr } = await promisify(execFile)(
    join(root, "node_modules/.bin/tsx"),
    ["--conditions=@zoetrope/source", join(folder.path, "readme.ts")],
    { cwd: root, env: { PATH: process.env.PATH, OPENAI_BASE_URL: standIn.baseURL } },
  );
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^You asked about zoetropes\..*\[ 'stop' \] \{\s+prompt_tokens: \d+/s);
});

test("links of README.md and docs lead to files", () => {
  const links = pages.flatMap((page) =>
    Array.from(textOf(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g), ([, target = ""]) => join(dirname(page), target)),
  );
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
});

test("a block that nobody would check, or that has no program to go on from, is refused", () => {
  expect(() => programsOf("page.md", "text\n```typescript\nlet n = 1;\n```")).toThrow("page.md:2: write ```ts");
  expect(() => programsOf("page.md", "```ts\nlet n = 1;\n```")).toThrow("page.md:1: no program stands above");
  expect(() => programsOf("page.md", "\n\n```ts\nlet n = 1;")).toThrow("page.md:3: the code block is not closed");
});
