import { describe, expect, test } from "vitest";
import * as z from "zod";
import { CallOptionsError, ToolArgumentsError, UnknownToolError } from "../errors.js";
import { BaseTool } from "./base-tool.js";
import { InvalidTool } from "./invalid-tool.js";
import { RawTool } from "./raw-tool.js";
import { parseArguments } from "./tool-call.js";
import { ToolSet, type OnInvalidTool } from "./tool-set.js";

class Weather extends BaseTool.with({ city: z.string() }) {
  override call() {
    return this.city;
  }
}

class Fussy extends BaseTool.with({}) {
  constructor() {
    super({});
    throw new RangeError("not today");
  }
  override call() {}
}

interface Raw {
  readonly type: string;
  readonly title?: string;
}

const lookup: Raw = { type: "custom", title: "lookup" };
const setOf = (onInvalid?: OnInvalidTool) =>
  new ToolSet<Raw>([Weather, Fussy, lookup, { type: "web_search" }], ({ title }) => title, onInvalid);
const call = (name: string, args: string, id = "call_1") => ({
  id,
  name,
  arguments: parseArguments(args),
  raw: { name, args },
});

test("describes its tools in the order given; raw ones as they are", () => {
  expect(setOf().definitions).toEqual([
    expect.objectContaining({ name: "Weather" }),
    expect.objectContaining({ name: "Fussy" }),
    lookup,
    { type: "web_search" },
  ]);
  expect(new ToolSet([], () => undefined).definitions).toEqual([]);
});

test("two tools with one name are refused", () => {
  class Other extends BaseTool.with({}, { name: "Weather" }) {
    override call() {}
  }
  expect(() => new ToolSet([Weather, Other], () => undefined)).toThrow(CallOptionsError);
  expect(() => new ToolSet<Raw>([lookup, { ...lookup }], ({ title }) => title)).toThrow(/"lookup".*Rename/);
});

test("finds a tool by its name or itself", () => {
  expect(setOf().find("Weather")).toEqual({ name: "Weather", tool: Weather });
  expect(setOf().find(lookup)).toEqual({ name: "lookup", tool: lookup });
  expect([setOf().find("constructor"), setOf().find({ ...lookup })]).toEqual([undefined, undefined]);
  expect(setOf().names).toEqual(["Weather", "Fussy", "lookup"]);
});

describe("create", () => {
  test("makes the tool of a class, and a RawTool of a definition", () => {
    const weather = setOf().create(call("Weather", '{"city":"Oslo"}'));
    expect(weather).toBeInstanceOf(Weather);
    expect(weather.toolCall).toEqual({
      id: "call_1",
      name: "Weather",
      args: { city: "Oslo" },
      raw: { name: "Weather", args: '{"city":"Oslo"}' },
    });
    const raw = setOf().create(call("lookup", '{"any":1}'));
    expect(raw).toBeInstanceOf(RawTool);
    expect(raw).toMatchObject({ name: "lookup", args: { any: 1 } });
  });

  test('T3: arguments of "" are {}', () => {
    expect(setOf().create(call("lookup", "")).toolCall.args).toEqual({});
  });

  test.each<[string, ReturnType<typeof call>, unknown, RegExp]>([
    ["arguments that are no JSON", call("Weather", '{"city":"Os'), ToolArgumentsError, /"Weather" are no JSON/],
    ["arguments that do not fit", call("Weather", '{"city":7}'), ToolArgumentsError, /"Weather".*city/],
    ["arguments that are no object", call("Weather", "[1]"), ToolArgumentsError, /"Weather"/],
    ["a constructor that throws", call("Fussy", "{}"), ToolArgumentsError, /"Fussy".*not today/],
    ["an unknown tool", call("Launch", "{}"), UnknownToolError, /"Launch".*Weather, Fussy, lookup/],
    ["a name that objects inherit", call("constructor", "{}"), UnknownToolError, /"constructor"/],
    ["no name", call("", "{}"), UnknownToolError, /""/],
  ])("%s makes an InvalidTool, or throws where that is asked for", (_, received, errorClass, message) => {
    const tool = setOf().create(received);
    if (!(tool instanceof InvalidTool)) throw new Error("Expected an InvalidTool.");
    expect(tool.error).toBeInstanceOf(errorClass);
    expect(tool.error.message).toMatch(message);
    expect([tool.name, tool.rawArguments, tool.toolCall.id]).toEqual([
      received.name,
      received.arguments.text,
      "call_1",
    ]);
    expect(() => tool.call()).toThrow(tool.error);
    expect(() => setOf("throw").create(received)).toThrow(message);
  });

  test("arguments that are no JSON stay as text", () => {
    expect(setOf().create(call("Weather", "{oops")).toolCall.args).toBe("{oops");
  });

  test("a call without an id gets one, and no two the same", () => {
    const ids = Array.from({ length: 200 }, () => setOf().create(call("lookup", "", "")).toolCall.id);
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^call_[a-z0-9]{24}$/);
  });
});
