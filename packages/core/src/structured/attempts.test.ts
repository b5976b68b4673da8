import { expect, test } from "vitest";
import type { TokenCounts } from "../errors.js";
import { Attempts, type StructuredAnswer } from "./attempts.js";

function answer(usage: TokenCounts | null): StructuredAnswer {
  const common = { finishReason: "stop", usage };
  return { content: "", refusal: null, usage, finishReasons: ["stop"], common, toJSON: () => null };
}

test("usage is summed, what only some answers reported included; null while none did", () => {
  const attempts = new Attempts();
  expect(attempts.usage).toBeNull();
  attempts.add(answer(null), [{ path: ["a"], message: "missing" }]);
  expect(attempts.usage).toBeNull();
  const none = { cachedTokens: null, reasoningTokens: null };
  attempts.add(answer({ inputTokens: 10, outputTokens: 2, totalTokens: 12, ...none }), []);
  attempts.add(answer({ inputTokens: 20, outputTokens: 3, totalTokens: 23, ...none, cachedTokens: 8 }), []);
  expect(attempts.usage).toEqual({
    inputTokens: 30,
    outputTokens: 5,
    totalTokens: 35,
    cachedTokens: 8,
    reasoningTokens: null,
  });
  attempts.add(answer(null), []);
  expect(attempts.usage).toMatchObject({ inputTokens: 30, totalTokens: 35 });
  expect(attempts.list.map(({ issues }) => issues.length)).toEqual([1, 0, 0, 0]);
});
