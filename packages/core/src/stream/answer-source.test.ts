import { expect, test } from "vitest";
import type { PartialResponse } from "../errors.js";
import { neutralUsage } from "./answer-source.js";

const response: PartialResponse = { content: "", usage: null, finishReasons: [], toJSON: () => null };

test("the counts are those that no provider owns; what is no number is null", () => {
  const usage = { inputTokens: 1, cachedTokens: 0, outputTokens: "2", totalTokens: 3 };
  expect(neutralUsage(Object.assign({}, response, { common: { usage } }))).toEqual({
    inputTokens: 1,
    cachedTokens: 0,
    outputTokens: null,
    reasoningTokens: null,
    totalTokens: 3,
  });
});

test.each([[{}], [{ common: null }], [{ common: {} }], [{ common: { usage: null } }], [{ common: { usage: 7 } }]])(
  "a response with %o has none",
  (fields) => {
    expect(neutralUsage(Object.assign({}, response, fields))).toBeNull();
  },
);
