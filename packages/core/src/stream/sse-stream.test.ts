import { expect, test } from "vitest";
import type { AnswerSource } from "./answer-source.js";
import { onePass } from "./one-pass.js";
import { sseStream } from "./sse-stream.js";
import { wholeTextStream } from "./text-stream.js";

type Pair = [chunk: unknown, tool: unknown];

/** An answer of these pairs. `cancelled` has the reasons it was left with. */
function answerOf(...pairs: readonly Pair[]): AnswerSource & { readonly cancelled: unknown[] } {
  const left = [...pairs];
  const cancelled: unknown[] = [];
  return {
    cancelled,
    begin: () =>
      onePass(
        async () => {
          const value = left.shift();
          return value ? { done: false, value } : { done: true, value: undefined };
        },
        () => {},
      ),
    cancel: (reason) => void cancelled.push(reason),
    attempt: () => 1,
    outcome: () => ({ isComplete: true, failure: undefined, finishReasons: [], usage: null }),
  };
}

/** The data of the first event that these pairs are told by. */
async function told(...pairs: readonly Pair[]): Promise<unknown> {
  const text = String((await sseStream(answerOf(...pairs)).next()).value);
  return JSON.parse(text.slice(text.indexOf("data: ") + "data: ".length));
}

test.each<[string, unknown, object]>([
  [
    "a piece of a call",
    { index: 1, id: "c1", name: "f", delta: '{"x"', args: { secret: 1 } },
    { index: 1, id: "c1", name: "f", partial: true, delta: '{"x"' },
  ],
  [
    "a tool whose error is no Error, but a field of its own",
    { toolCall: { id: "c1", name: "f", args: { x: 1 } }, error: "none" },
    { id: "c1", name: "f", args: { x: 1 } },
  ],
  ["what is no object", "tool", {}],
])("%s is told by what all kinds of tools have", async (_, tool, data) => {
  expect(await told(["", tool])).toEqual(data);
});

test("a chunk that is a text is told as its text", async () => {
  expect(await told(["Hello", null])).toEqual({ content: "Hello" });
});

test.each([
  ["events", sseStream],
  ["text", wholeTextStream],
])("whoever leaves the %s leaves the answer", async (_, streamOf) => {
  const answer = answerOf(["a", null], ["b", null]);
  const stream = streamOf(answer);
  await stream.next();
  expect(await stream.return?.()).toEqual({ done: true, value: undefined });
  expect(answer.cancelled).toEqual([undefined]);
});
