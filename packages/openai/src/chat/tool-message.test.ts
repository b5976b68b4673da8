import { BaseTool, CallOptionsError, ToolArgumentsError, UnknownToolError, type AnswerableTool } from "@zoetrope/core";
import { openaiCall } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { expect, test } from "vitest";
import * as z from "zod";
import { toToolMessageParams } from "./tool-message.js";

/** A tool of this call id, with fields of its own. */
function toolOf(fields: object = {}): AnswerableTool {
  return { toolCall: { id: "call_1", name: "f", args: {}, raw: null }, ...fields };
}

const contentOf = (tool: AnswerableTool, ...output: unknown[]): unknown =>
  toToolMessageParams([output.length === 0 ? [tool] : [tool, output[0]]])[0]?.content;

test.each<[string, unknown, string]>([
  ["text", "sunny", "sunny"],
  ["empty text", "", ""],
  ["null", null, "null"],
  ["undefined", undefined, ""],
  ["zero", 0, "0"],
  ["false", false, "false"],
  ["a list", [1, { a: null }], '[1,{"a":null}]'],
  ["an error", new Error("no such city"), "Error: no such city"],
])("a result that is %s", (_, output, content) => {
  expect(toToolMessageParams([[toolOf(), output]])).toEqual([{ role: "tool", tool_call_id: "call_1", content }]);
});

test.each([
  ["text", "model said this"],
  ["an object that looks like an error", { name: "ToolArgumentsError", message: "model said this" }],
  ["an Error", new Error("model said this")],
])("an argument called `error` that is %s is never sent as the tool's result", (_, error) => {
  const tool = toolOf({ error });
  expect([contentOf(tool, undefined), contentOf(tool, null), contentOf(tool, 7)]).toEqual(["", "null", "7"]);
  expect(() => contentOf(tool)).toThrow('The tool "f" has no output.');
});

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

test.each([
  ["was not awaited", Promise.resolve("sunny"), "is a promise. Await it: [tool, await tool.call()]."],
  ["is cyclic", cyclic, "cannot be sent as JSON: TypeError: Converting circular structure"],
  ["holds a BigInt", { n: 1n }, "cannot be sent as JSON: TypeError: Do not know how to serialize a BigInt"],
  ["is a function", () => 1, "cannot be sent as JSON: it is of type function."],
  ["is a symbol", Symbol("x"), "cannot be sent as JSON: it is of type symbol."],
])("an output that %s is an error that names the tool", (_, output, message) => {
  expect(() => contentOf(toolOf(), output)).toThrow(CallOptionsError);
  expect(() => contentOf(toolOf(), output)).toThrow(`The output of the tool "f" ${message}`);
});

test("an invalid tool answers with its own error, and with what it is given where that is something", () => {
  for (const error of [new ToolArgumentsError("city is missing"), new UnknownToolError("there is no Launch")]) {
    const tool = toolOf({ error });
    expect([contentOf(tool), contentOf(tool, undefined)]).toEqual([
      `Error: ${error.message}`,
      `Error: ${error.message}`,
    ]);
    expect([contentOf(tool, "try again"), contentOf(tool, null)]).toEqual(["try again", "null"]);
  }
});

test("a tool class with a field `error` whose call() returns nothing answers with an empty text, streamed or not", async () => {
  class Report extends BaseTool.with({ error: z.string() }) {
    override call() {}
  }
  const call = { id: "a", type: "function" as const, function: { name: "Report", arguments: '{"error":"disk full"}' } };
  const choice = { index: 0, finish_reason: "tool_calls", logprobs: null } as const;
  const client = createTestClient([
    {
      object: "chat.completion",
      choices: [{ ...choice, message: { role: "assistant", content: null, refusal: null, tool_calls: [call] } }],
    },
    [{ object: "chat.completion.chunk", choices: [{ ...choice, delta: { tool_calls: [{ index: 0, ...call }] } }] }],
  ]);
  const whole = await openaiCall("m", { client, tools: [Report] })(() => "Hi")();
  const streamed = await openaiCall("m", { client, tools: [Report], stream: true })(() => "Hi")().response();
  for (const { tool, toolMessageParams } of [whole, streamed]) {
    if (!(tool instanceof Report)) throw new Error("Expected a Report.");
    expect(tool.error).toBe("disk full");
    expect(toolMessageParams([[tool, tool.call()]])).toEqual([{ role: "tool", tool_call_id: "a", content: "" }]);
  }
});
