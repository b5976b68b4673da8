import { CallOptionsError } from "@zoetrope/core";
import type OpenAI from "openai";
import { expect, test } from "vitest";
import { checkToolResults } from "./check-tool-results.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;

const calls = (...ids: string[]): MessageParam => ({
  role: "assistant",
  tool_calls: ids.map((id) => ({ id, type: "function", function: { name: "f", arguments: "{}" } })),
});
const result = (id: string): MessageParam => ({ role: "tool", tool_call_id: id, content: "42" });

test("results of calls before them pass, in any order, over several turns", () => {
  const messages = [
    calls("a", "b"),
    result("b"),
    result("a"),
    { role: "user", content: "?" } as const,
    calls("c"),
    result("c"),
  ];
  expect(() => checkToolResults(messages)).not.toThrow();
  expect(() => checkToolResults([])).not.toThrow();
});

test("a result for an unknown id names the id, the known ones and the mend", () => {
  const check = () => checkToolResults([calls("a", "b"), result("a"), result("x")]);
  expect(check).toThrow(CallOptionsError);
  expect(check).toThrow(
    'messages[2]: the tool result answers "x", which no assistant message before it called. The calls before it are "a", "b". ' +
      "Put the response's messageParam into the history before its toolMessageParams.",
  );
});

test("a result without its call, or before it, is unknown too", () => {
  const mend = "No assistant message before it calls a tool. Put the response's messageParam into the history";
  expect(() => checkToolResults([{ role: "user", content: "?" }, result("a")])).toThrow(mend);
  expect(() => checkToolResults([result("a"), calls("a")])).toThrow(mend);
});

test("what vendors send in place of calls and ids is passed over", () => {
  const odd: unknown[] = [
    { role: "assistant", content: "", tool_calls: null },
    { role: "assistant", content: "", tool_calls: [null, { type: "function" }] },
    { role: "tool", content: "42" },
  ];
  expect(() => checkToolResults(odd as MessageParam[])).not.toThrow();
});
