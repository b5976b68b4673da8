import { CallOptionsError, type ToolCallPart } from "@zoetrope/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromOpenAIToolCalls, toOpenAIToolCall } from "./convert-tool-calls.js";

const part = (args: unknown, raw?: string): ToolCallPart => ({
  type: "tool_call",
  id: "c1",
  name: "f",
  args,
  ...(raw !== undefined && { raw }),
});
const sentArguments = (of: ToolCallPart): unknown => {
  const call = toOpenAIToolCall(of, "messages[0].content[0]");
  return call.type === "function" && call.function.arguments;
};
const wire = (text: string) => ({ id: "c1", type: "function", function: { name: "f", arguments: text } });

describe("arguments", () => {
  test.each([
    ["an object", part({ a: 1 }), '{"a":1}'],
    ["none", part(undefined), "{}"],
    ["null", part(null), "null"],
    ["text that was no JSON", part('{"a": 1'), '{"a": 1'],
    ["as the model wrote them", part({ a: 1 }, '{ "a": 1.0 }'), '{ "a": 1.0 }'],
    ["changed since the model wrote them", part({ a: 2 }, '{ "a": 1.0 }'), '{"a":2}'],
    ["none, as the model wrote them", part({}, ""), ""],
  ])("%s", (_, call, text) => {
    expect(sentArguments(call)).toBe(text);
  });

  test.each([
    ["a cycle", Object.assign([], { 0: [] })],
    ["a BigInt", { n: 1n }],
    ["a function", () => 1],
  ])("%s are an error with place and tool", (name, args) => {
    if (name === "a cycle" && Array.isArray(args)) args[0] = args;
    expect(() => sentArguments(part(args))).toThrow(CallOptionsError);
    expect(() => sentArguments(part(args))).toThrow('messages[0].content[0]: the arguments of "f" are no JSON');
  });

  test("read and sent again are the same bytes, whatever the model wrote", () => {
    const spaced = fc.json().map((text) => ` ${text}\n`);
    const odd = fc.constantFrom("", " ", "{}", '{"a":1', '"text"', "1e400", "1.0", '{"a":1,"a":2}', '{"__proto__":{}}');
    fc.assert(
      fc.property(fc.oneof(odd, fc.json(), spaced, fc.string()), (text) => {
        const parts = fromOpenAIToolCalls([wire(text)]);
        expect(parts?.map((read) => toOpenAIToolCall(read, ""))).toEqual([wire(text)]);
      }),
    );
  });

  test("are read as JSON; the text stays where it says more", () => {
    expect(fromOpenAIToolCalls([wire('{"a":1}')])).toStrictEqual([part({ a: 1 })]);
    expect(fromOpenAIToolCalls([wire('{"a": 1}')])).toStrictEqual([part({ a: 1 }, '{"a": 1}')]);
    expect(fromOpenAIToolCalls([wire('{"a": 1')])).toStrictEqual([part('{"a": 1')]);
    expect(fromOpenAIToolCalls([wire("")])).toStrictEqual([part({}, "")]);
  });
});

test("a custom call has text, and unknown fields stay with the call", () => {
  const call = { id: "c1", type: "custom", custom: { name: "sql", input: "SELECT 1" }, index: 0 };
  const parts = fromOpenAIToolCalls([call]);
  expect(parts).toStrictEqual([
    { type: "tool_call", id: "c1", name: "sql", args: "SELECT 1", custom: true, extra: { openai: { index: 0 } } },
  ]);
  expect(parts?.map((read) => toOpenAIToolCall(read, ""))).toEqual([call]);
  expect(() => toOpenAIToolCall({ ...part({}), custom: true }, "messages[0].content[0]")).toThrow(
    'messages[0].content[0]: the custom call "f" takes text. Set its args to a string.',
  );
});

test.each([
  ["no list", null],
  ["an empty list", []],
  ["a call of an unknown kind", [wire("{}"), { id: "c2", type: "web_search" }]],
  ["arguments that are no text", [{ ...wire("{}"), function: { name: "f", arguments: {} } }]],
  ["a field that would be lost", [{ ...wire("{}"), function: { name: "f", arguments: "{}", parsed: {} } }]],
  ["no id", [{ type: "function", function: { name: "f", arguments: "{}" } }]],
  ["null", [null]],
])("%s is left to whoever keeps the field as it came", (_, calls) => {
  expect(fromOpenAIToolCalls(calls)).toBeUndefined();
});
