import { BaseTool, CallOptionsError } from "@zoetrope/core";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { openAIToolSet, toOpenAIToolChoice, toOpenAITools, type OpenAIRawTool } from "./tool.js";

class Search extends BaseTool.with(
  { q: z.string(), n: z.int32().default(10) },
  { name: "web_search", description: "Searches.", strict: true, examples: [{ q: "cats" }, { q: "dogs", n: 3 }] },
) {
  override call() {}
}
class Weather extends BaseTool.with({ at: z.record(z.string(), z.string()).optional() }) {
  override call() {}
}
const clock: OpenAIRawTool = { type: "function", function: { name: "clock" } };
const shell: OpenAIRawTool = { type: "custom", custom: { name: "shell" } };
const set = openAIToolSet([Search, Weather, clock, shell]);

test("a strict tool is told in the strict form, another as it is, a raw one untouched; examples in the description", () => {
  const [search, weather, ...raw] = toOpenAITools(set) ?? [];
  expect(search).toEqual({
    type: "function",
    function: {
      name: "web_search",
      description: 'Searches.\n\nExamples of arguments:\n{"q":"cats"}\n{"q":"dogs","n":3}',
      strict: true,
      parameters: {
        type: "object",
        properties: {
          q: { type: "string" },
          n: {
            description: "(default: 10)",
            anyOf: [{ type: "integer", minimum: -2147483648, maximum: 2147483647 }, { type: "null" }],
          },
        },
        required: ["q", "n"],
        additionalProperties: false,
      },
    },
  });
  expect(weather).toEqual({
    type: "function",
    function: {
      name: "Weather",
      parameters: {
        type: "object",
        properties: {
          at: { type: "object", propertyNames: { type: "string" }, additionalProperties: { type: "string" } },
        },
        additionalProperties: false,
      },
    },
  });
  expect(raw).toEqual([clock, shell]);
  expect(toOpenAITools(set)).not.toBe(toOpenAITools(set));
});

test("fields that strict cannot express are told when the set is made, with tool and path", () => {
  class Strict extends BaseTool.with(
    { by: z.array(z.object({ at: z.record(z.string(), z.int()) })), any: z.any() },
    { strict: true },
  ) {
    override call() {}
  }
  expect(() => openAIToolSet([Strict])).toThrow(CallOptionsError);
  expect(() => openAIToolSet([Strict])).toThrow(/"Strict".*by\[\]\.at: keys of any name.*; any: any value/);
});

describe("toOpenAIToolChoice", () => {
  test.each(["auto", "none", "required"] as const)("%s", (mode) => {
    expect(toOpenAIToolChoice(mode, set)).toBe(mode);
  });

  test("a tool by its name, its class or its definition", () => {
    const search = { type: "function", function: { name: "web_search" } };
    expect(toOpenAIToolChoice("web_search", set)).toEqual(search);
    expect(toOpenAIToolChoice(Search, set)).toEqual(search);
    expect(toOpenAIToolChoice(clock, set)).toEqual({ type: "function", function: { name: "clock" } });
    expect(toOpenAIToolChoice(shell, set)).toEqual({ type: "custom", custom: { name: "shell" } });
    expect(toOpenAIToolChoice(undefined, set)).toBeUndefined();
  });

  test("a tool that the call does not have", () => {
    class Other extends BaseTool.with({}) {
      override call() {}
    }
    expect(() => toOpenAIToolChoice(Other, set)).toThrow(CallOptionsError);
    expect(() => toOpenAIToolChoice(Other, set)).toThrow(/"Other".*web_search, Weather, clock, shell/);
    expect(() => toOpenAIToolChoice("serch", set)).toThrow(/"serch"/);
  });

  test("without tools there is nothing to choose", () => {
    const none = openAIToolSet([]);
    expect([toOpenAIToolChoice("auto", none), toOpenAIToolChoice("none", none)]).toEqual([undefined, undefined]);
    expect(() => toOpenAIToolChoice("required", none)).toThrow(/no tools/);
  });
});
