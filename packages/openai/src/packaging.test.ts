import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { runScript } from "./__fixtures__/run-script.js";

/** Makes the package openai impossible to find, as after an install without optional peers. */
const withoutOpenAI = `
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(specifier, context, next) {
      if (!/^openai(-6)?(\\/|$)/.test(specifier)) return next(specifier, context);
      throw Object.assign(new Error("Cannot find package 'openai'"), { code: "ERR_MODULE_NOT_FOUND" });
    },
  });
`;

describe("M4: without the package openai", () => {
  test.each(["@zoetrope/core", "@zoetrope/openai"])("M4: a bare import of %s works", async (name) => {
    const { stdout, stderr, code } = await runScript(`${withoutOpenAI}
      const exported = await import(${JSON.stringify(name)});
      console.log(Object.keys(exported).length > 0);`);
    expect({ stdout, stderr, code }).toEqual({ stdout: "true\n", stderr: "", code: 0 });
  });

  test("M4: a call with a client of one's own works, and one without says what to install", async () => {
    const { stdout, stderr } = await runScript(`${withoutOpenAI}
      const { openaiCall } = await import("@zoetrope/openai");
      const answer = { choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }] };
      const client = { chat: { completions: { create: async () => answer } } };
      console.log((await openaiCall("m", { client })(() => "Hi")()).content);
      for (const stream of [false, true]) {
        const called = openaiCall("m", { apiKey: "k", stream })(() => "Hi")();
        const error = await (stream ? called.response() : called).catch((thrown) => thrown);
        console.log(error.name, /npm install openai/.test(error.message));
      }`);
    expect([stdout, stderr]).toEqual(["Hello\nCallOptionsError true\nCallOptionsError true\n", ""]);
  });
});

test("importing the packages leaves the environment, the process's listeners and its timers alone", async () => {
  const { stdout } = await runScript(`
    const state = () => JSON.stringify([process.env, process.eventNames().map(String).sort(), process.getActiveResourcesInfo()]);
    const before = state();
    await import("@zoetrope/openai");
    console.log(state() === before);`);
  expect(stdout).toBe("true\n");
});

test("M7: an error made by a second copy of core is recognised by isInstance, where instanceof fails", async () => {
  const core = fileURLToPath(new URL("../../core/", import.meta.url));
  const copy = await mkdtemp(join(tmpdir(), "zoetrope-copy-"));
  try {
    await cp(join(core, "src"), join(copy, "src"), { recursive: true });
    await cp(join(core, "package.json"), join(copy, "package.json"));
    await symlink(join(core, "node_modules"), join(copy, "node_modules"));
    const { stdout, stderr } = await runScript(`
      import * as ours from "@zoetrope/core";
      import * as theirs from ${JSON.stringify(pathToFileURL(join(copy, "src/index.ts")).href)};
      import { openaiCall } from "@zoetrope/openai";
      import { createTestClient } from "@zoetrope/openai/testing";
      const stream = openaiCall("m", { client: createTestClient(["data: {}\\n\\n"]), stream: true })(() => "Hi")();
      const error = await stream.response().catch((thrown) => thrown);
      console.log(JSON.stringify([
        error.name,
        ours.StreamTruncatedError !== theirs.StreamTruncatedError,
        error instanceof theirs.StreamTruncatedError,
        theirs.StreamTruncatedError.isInstance(error),
        theirs.StreamError.isInstance(error),
        theirs.ZoetropeError.isInstance(error),
        theirs.StreamLimitError.isInstance(error),
      ]));`);
    expect([stderr, JSON.parse(stdout)]).toEqual(["", ["StreamTruncatedError", true, false, true, true, true, false]]);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});
