import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import type { RunnableTool } from "./call-tools.js";
import { runTools } from "./run-tools.js";
import type { AnswerWithTools, StreamedAnswer } from "./tool-run.js";

/** An answer that calls one tool, as a stream of two texts. */
class Calling implements AnswerWithTools<string>, StreamedAnswer<string, null, Calling> {
  readonly tools: readonly RunnableTool[] = [
    { toolCall: { id: "clock", name: "clock", args: {}, raw: null }, call: () => "noon" },
  ];
  readonly messageParam = "model: clock()";

  toolMessageParams(outputs: readonly (readonly [tool: unknown, output?: unknown])[]): string[] {
    return outputs.map(([, output]) => `clock: ${String(output)}`);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<[chunk: string, tool: null]> {
    yield ["let me", null];
    yield [" see", null];
  }

  cancel(): void {}

  constructCallResponse(): Calling {
    return this;
  }
}

const never = new Promise<never>(() => {});

/** A run that hangs fails here by name, and not by the timeout of its test. */
async function inTime<T>(result: Promise<T>): Promise<T | "hung"> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hung = new Promise<"hung">((resolve) => (timer = setTimeout(() => resolve("hung"), 5000)));
  return Promise.race([result, hung]).finally(() => clearTimeout(timer));
}

test.each(["the signal", "cancel()"])("an onTurn that never settles does not outlive %s", async (how) => {
  const controller = new AbortController();
  const run = runTools(() => new Calling(), ["user: what time is it?"], {
    signal: controller.signal,
    onTurn() {
      queueMicrotask(() => (how === "cancel()" ? run.cancel("enough") : controller.abort("enough")));
      return never;
    },
  });
  expect(await inTime(run.result())).toMatchObject({
    reason: "aborted",
    cause: "enough",
    messages: ["user: what time is it?", "model: clock()", "clock: noon"],
    turns: [{ turn: 1 }],
  });
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
});

test("what onTurn throws ends the run still", async () => {
  const onTurn = async () => Promise.reject(new RangeError("too dear"));
  const run = runTools(() => new Calling(), [], { onTurn });
  await expect(run.result()).rejects.toThrow(new RangeError("too dear"));
});

test("no abort listener is left by a run that was disposed of between two pairs", async () => {
  const { signal } = new AbortController();
  const run = runTools(() => new Calling(), [], { signal });
  const pairs = run[Symbol.asyncIterator]();
  expect(await pairs.next()).toMatchObject({ value: ["let me", null, 1] });
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  await run[Symbol.asyncDispose]();
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
