import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");

/** Layer and circle rules are globs in a config file: one that matches nothing would look like a house in order. */
describe("the linter's guards", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "guards-"));
    await copyFile(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  });

  afterAll(() => rm(folder, { recursive: true }));

  /** Lints a tree of these files with the project's own rules, and returns what is said. */
  async function lint(files: Record<string, string>): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const said = await run(join(root, "node_modules/.bin/oxlint"), ["--format", "unix", ...Object.keys(files)], {
      cwd: folder,
    }).catch((error: { stdout: string }) => error);
    return said.stdout;
  }

  it.each([
    ["packages/core/src/errors.ts", "./stream/ending.js"],
    ["packages/core/src/errors/x.ts", "../stream/ending.js"],
    ["packages/core/src/fields/x.ts", "../tool/base-tool.js"],
    ["packages/core/src/stream/x.ts", "../call/call-decorator.js"],
    ["packages/core/src/response/x.ts", "../prompt/base-prompt.js"],
    ["packages/core/src/tool/x.ts", "../structured/response-model.js"],
    ["packages/core/src/template/x.ts", "../call/call-decorator.js"],
    ["packages/core/src/messages/x.ts", "../prompt/base-prompt.js"],
    ["packages/core/src/call/x.ts", "../prompt/base-prompt.js"],
    ["packages/core/src/call/y.ts", "openai"],
    ["packages/core/src/prompt/x.ts", "node:fs"],
    ["packages/core/src/stream/y.ts", "@zoetrope/openai"],
    ["packages/core/src/call/z.ts", "../llm/llm-call.js"],
    ["packages/core/src/provider/x.ts", "../llm/llm-call.js"],
    ["packages/core/src/llm/x.ts", "@zoetrope/openai"],
    ["packages/openai/src/chat/x.ts", "@zoetrope/anthropic"],
  ])("refuse an import against the arrows: %s → %s", async (path, specifier) => {
    expect(await lint({ [path]: `export { x } from "${specifier}";\n` })).toContain("no-restricted-imports");
  });

  it.each([
    ["packages/core/src/stream/z.ts", "../tool/tool-call.js"],
    ["packages/core/src/prompt/z.ts", "../call/call-decorator.js"],
    ["packages/core/src/llm/z.ts", "../provider/provider.js"],
    ["packages/openai/src/chat/z.ts", "@zoetrope/core"],
  ])("let an import along the arrows pass: %s → %s", async (path, specifier) => {
    expect(await lint({ [path]: `export { x } from "${specifier}";\n` })).not.toContain("no-restricted-imports");
  });

  it("refuse a circle", async () => {
    const said = await lint({
      "packages/core/src/tool/a.ts": 'import { b } from "./b.js";\nexport const a = (): unknown => b;\n',
      "packages/core/src/tool/b.ts": 'import { a } from "./a.js";\nexport const b = (): unknown => a;\n',
    });
    expect(said).toContain("no-cycle");
  });

  it("refuse any, console and a default export in a library", async () => {
    const said = await lint({
      "packages/core/src/tool/c.ts": "export default function c(x: any): void {\n  console.log(x);\n}\n",
    });
    for (const rule of ["no-explicit-any", "no-console", "no-default-export"]) expect(said).toContain(rule);
  });
});
