import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { runScript } from "./__fixtures__/run-script.js";
import { compileStrictly } from "./__fixtures__/strict-project.js";

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

describe("a project that sees only @zoetrope/openai, and writes declarations", () => {
  const program = `
    import { BasePrompt, BaseTool, openaiCall, type InvalidTool } from "@zoetrope/openai";
    import * as z from "zod";

    export class Weather extends BaseTool.with({ city: z.string(), days: z.int().default(1) }, { description: "Forecasts." }) {
      override call() {
        return \`sunny in \${this.city} for \${this.days}\`;
      }
    }
    export class Clock extends BaseTool.with({}) {
      override async call() {
        return 12;
      }
    }
    export const raw = { type: "function", function: { name: "look" } } as const;
    export const whole = openaiCall("m", { tools: [Weather, Clock, raw] })((city: string) => \`How is \${city}?\`);
    export const streamed = openaiCall("m", { tools: [Weather], stream: true })(async (city: string) => city);
    export const partial = openaiCall("m", { tools: [Weather], stream: { partialTools: true } })(() => "Hi");
    export const parsed = openaiCall("m", { outputParser: (response) => [response.common, response.toJSON()] as const })(() => "Hi");
    export const decorate = openaiCall("m", { tools: [Weather], stream: true });
    export const firstTool = async (city: string) => (await whole(city)).tool;
    export const pairs = async function* (city: string) { yield* streamed(city); };
    export const ending = () => ({ ...streamed("Oslo").ending, timing: streamed("Oslo").timing });
    export class Book extends BasePrompt.with({ genre: z.string() }) {}
    export class Books {
      @openaiCall("m", { stream: true })
      recommend(genre: string): any {
        return genre;
      }
    }
    // Only in place: the types that a reader narrows by are those of the classes above.
    export const called = async (city: string): Promise<string | number | InvalidTool | undefined> => {
      for await (const [, tool] of streamed(city)) if (tool instanceof Weather) return tool.call();
      return undefined;
    };
    // The compiler did look at this file:
    export const wrong: number = "one";
  `;

  test.each(["legacy", "standard"] as const)(
    "can name every type of its exports (%s decorators)",
    async (decorators) => {
      const { errors, declarations } = await compileStrictly(program, decorators);
      expect(errors).toEqual([expect.stringMatching(/error TS2322: Type 'string' is not assignable to type 'number'/)]);
      expect(declarations).toContain("class Weather extends");
      expect(declarations).not.toContain("zoetrope/core");
    },
  );
});
