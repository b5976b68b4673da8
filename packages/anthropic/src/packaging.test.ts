import { describe, expect, test } from "vitest";
import { runScript } from "./__fixtures__/run-script.js";

/** Makes the SDK impossible to find, as after an install without optional peers. */
const withoutSDK = `
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(specifier, context, next) {
      if (!/^@anthropic-ai\\/sdk(\\/|$)/.test(specifier)) return next(specifier, context);
      throw Object.assign(new Error("Cannot find package '@anthropic-ai/sdk'"), { code: "ERR_MODULE_NOT_FOUND" });
    },
  });
`;

describe("M4: without the package @anthropic-ai/sdk", () => {
  test("M4: a bare import works", async () => {
    const { stdout, stderr, code } = await runScript(`${withoutSDK}
      const exported = await import("@zoetrope/anthropic");
      console.log(typeof exported.anthropicCall);`);
    expect({ stdout, stderr, code }).toEqual({ stdout: "function\n", stderr: "", code: 0 });
  });

  test("M4: a call with a client of one's own works, and one without says what to install", async () => {
    const { stdout, stderr } = await runScript(`${withoutSDK}
      const { anthropicCall } = await import("@zoetrope/anthropic");
      const answer = { content: [{ type: "text", text: "Hello" }], stop_reason: "end_turn" };
      const client = { messages: { create: async () => answer } };
      console.log((await anthropicCall("m", { client })(() => "Hi")()).content);
      for (const stream of [false, true]) {
        const called = anthropicCall("m", { apiKey: "k", stream })(() => "Hi")();
        const error = await (stream ? called.response() : called).catch((thrown) => thrown);
        console.log(error.name, /npm install @anthropic-ai\\/sdk/.test(error.message));
      }`);
    expect([stdout, stderr]).toEqual(["Hello\nCallOptionsError true\nCallOptionsError true\n", ""]);
  });
});

test("importing the package leaves the environment, the process's listeners and its timers alone", async () => {
  const { stdout } = await runScript(`
    const state = () => JSON.stringify([process.env, process.eventNames().map(String).sort(), process.getActiveResourcesInfo()]);
    const before = state();
    await import("@zoetrope/anthropic");
    console.log(state() === before);`);
  expect(stdout).toBe("true\n");
});
