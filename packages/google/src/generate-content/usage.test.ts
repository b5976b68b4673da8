import { expect, test } from "vitest";
import { commonUsage } from "./usage.js";

test("what tools read is input, thoughts are output, and both add up to the total", () => {
  // Counts of a recorded answer (code-execution--gemini-2.5-pro--01).
  const counted = {
    promptTokenCount: 15,
    candidatesTokenCount: 37,
    toolUsePromptTokenCount: 770,
    thoughtsTokenCount: 742,
  };
  expect(commonUsage({ ...counted, totalTokenCount: 1564, cachedContentTokenCount: 4 })).toEqual({
    inputTokens: 785,
    cachedTokens: 4,
    outputTokens: 779,
    reasoningTokens: 742,
    totalTokens: 1564,
  });
});

test("what was not counted is null, never 0", () => {
  const none = { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null, totalTokens: null };
  expect(commonUsage({ trafficType: "ON_DEMAND", promptTokenCount: "7" })).toEqual({
    ...none,
    serviceTier: "ON_DEMAND",
  });
  expect(commonUsage(null)).toBeNull();
});
