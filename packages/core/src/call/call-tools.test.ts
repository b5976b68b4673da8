import { getEventListeners } from "node:events";
import { describe, expect, expectTypeOf, it } from "vitest";
import { CallOptionsError, ToolCallError } from "../errors.js";
import type { ToolContext } from "../tool/tool-context.js";
import { callTools, type RunnableTool, type ToolOutcome } from "./call-tools.js";

function toolOf<Output>(name: string, call: (context?: ToolContext) => Output) {
  return { toolCall: { id: `call_${name}`, name, args: {}, raw: null }, call };
}

/** A tool that returns when the test says so, and counts those that run. */
function gated(name: string, running: Set<string>) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const tool = toolOf(name, async () => {
    running.add(name);
    return promise.finally(() => running.delete(name));
  });
  return { tool, finish: () => resolve(`${name} done`) };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const { signal } = new AbortController();
const all = { signal, limit: Number.POSITIVE_INFINITY };

describe("callTools", () => {
  it("returns what the tools return, in their order, whoever is first", async () => {
    const running = new Set<string>();
    const [a, b] = [gated("a", running), gated("b", running)];
    const outcomes = callTools([a.tool, b.tool, toolOf("c", () => undefined)], all);
    expect([...running]).toEqual(["a", "b"]);
    b.finish();
    await settled();
    a.finish();
    expect((await outcomes).map(({ tool, output, error }) => [tool.toolCall.name, output, error])).toEqual([
      ["a", "a done", null],
      ["b", "b done", null],
      ["c", undefined, null],
    ]);
  });

  it("runs no more than `limit` at once", async () => {
    const running = new Set<string>();
    const tools = ["a", "b", "c", "d"].map((name) => gated(name, running));
    const outcomes = callTools(
      tools.map(({ tool }) => tool),
      { signal, limit: 2 },
    );
    const seen: string[][] = [];
    for (const { finish } of tools) {
      await settled();
      seen.push([...running]);
      finish();
    }
    expect(seen).toEqual([["a", "b"], ["b", "c"], ["c", "d"], ["d"]]);
    expect((await outcomes).map(({ output }) => output)).toEqual(["a done", "b done", "c done", "d done"]);
  });

  it("runs none where there are none", async () => {
    expect(await callTools([], { signal, limit: 1 })).toEqual([]);
  });

  it("makes an outcome of what a tool throws, at once or later", async () => {
    const mistake = new TypeError("mine");
    const [now, later] = await callTools(
      [
        toolOf("now", () => {
          throw mistake;
        }),
        toolOf("later", () => Promise.reject(mistake)),
      ],
      all,
    );
    expect(now).toMatchObject({ output: undefined, error: mistake });
    expect(later).toMatchObject({ output: undefined, error: mistake });
  });

  const circle: Record<string, unknown> = {};
  circle.self = circle;
  it.each<[string, unknown, string]>([
    ["a text", "full", 'The tool "t" threw "full".'],
    ["an object", { code: 5 }, 'The tool "t" threw {"code":5}.'],
    ["nothing", undefined, 'The tool "t" threw undefined.'],
    ["null", null, 'The tool "t" threw null.'],
    ["a circle", circle, 'The tool "t" threw a value of type object.'],
    ["an object without a prototype", Object.create(null), 'The tool "t" threw {}.'],
    ["a symbol", Symbol("s"), 'The tool "t" threw Symbol(s).'],
  ])("names what is thrown that is no error: %s", async (_, thrown, message) => {
    const [outcome] = await callTools([toolOf("t", () => Promise.reject(thrown))], all);
    expect(outcome?.error).toBeInstanceOf(ToolCallError);
    expect(outcome?.error).toMatchObject({ message, cause: thrown });
  });

  it("leaves tools that never return, and begins no others, when the signal is aborted", async () => {
    const controller = new AbortController();
    let heard: AbortSignal | undefined;
    const outcomes = callTools(
      [
        toolOf("quick", () => "done"),
        toolOf("never", (context) => {
          heard = context?.signal;
          return new Promise<never>(() => undefined);
        }),
        toolOf("late", () => "not to be run"),
      ],
      { signal: controller.signal, limit: 1 },
    );
    await settled();
    controller.abort("enough");
    expect((await outcomes).map(({ output, error }) => [output, error?.message])).toEqual([
      ["done", undefined],
      [undefined, 'The tool "never" had not returned when the run was stopped.'],
      [undefined, 'The tool "late" had not begun when the run was stopped.'],
    ]);
    expect(heard?.aborted).toBe(true);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("is not disturbed by a tool that fails after it was left", async () => {
    const controller = new AbortController();
    const { promise, reject } = Promise.withResolvers<never>();
    const outcomes = callTools([toolOf("t", () => promise)], { signal: controller.signal, limit: 1 });
    controller.abort();
    expect((await outcomes)[0]?.error).toBeInstanceOf(ToolCallError);
    // An unhandled rejection would fail this run of the tests.
    reject(new Error("too late"));
    await settled();
  });

  it("refuses a tool without call() before any is run", async () => {
    let runs = 0;
    const raw: { readonly toolCall: RunnableTool["toolCall"] } = toolOf("raw", () => null);
    const tools: readonly object[] = [toolOf("t", () => runs++), { toolCall: raw.toolCall }];
    // What a dynamic config's tools may be, which no type has seen.
    const outcomes = callTools(tools as readonly RunnableTool[], all);
    await expect(outcomes).rejects.toThrow(CallOptionsError);
    await expect(outcomes).rejects.toThrow('The tool "raw" has no call()');
    expect(runs).toBe(0);
  });

  it("types an output by its tool, once the error is ruled out", () => {
    interface Search extends RunnableTool {
      readonly query: string;
      call(): Promise<string[]>;
    }
    interface Clock extends RunnableTool {
      call(): number;
    }
    const check = (outcome: ToolOutcome<Search | Clock>) => {
      if (outcome.error !== null) return expectTypeOf(outcome.output).toEqualTypeOf<undefined>();
      if ("query" in outcome.tool) expectTypeOf(outcome.tool).toExtend<Search>();
      return expectTypeOf(outcome.output).toEqualTypeOf<string[] | number>();
    };
    expect(check).toBeTypeOf("function");
  });
});
