import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import { CallOptionsError, ToolArgumentsError } from "../errors.js";
import { BaseTool } from "./base-tool.js";
import { createTool } from "./create-tool.js";
import type { StandardSchema } from "./standard-schema.js";
import type { ToolCall } from "./tool-call.js";
import { ToolSet, type ToolOf } from "./tool-set.js";
import { toolDefinition } from "./tool-spec.js";
import { tool } from "./tool.js";

const formatBook = tool(
  {
    name: "format_book",
    description: "Formats a book.",
    parameters: { title: z.string(), pages: z.int().default(100) },
  },
  ({ title, pages }, call) => `${title}, ${pages} pages (${call.id})`,
);

test("a function's tool is a tool class: with fields, a call and the result of its function", () => {
  const made = new formatBook({ title: "Dune" });
  expect([made.title, made.pages, made.call()]).toEqual(["Dune", 100, "Dune, 100 pages ()"]);
  expect(made).toBeInstanceOf(BaseTool);
  expect(Object.keys(made)).toEqual(["title", "pages"]);
  expectTypeOf<ConstructorParameters<typeof formatBook>[0]>().toEqualTypeOf<{
    title: string;
    pages?: number | undefined;
  }>();
  expectTypeOf(made.pages).toEqualTypeOf<number>();
  expectTypeOf(made.call()).toEqualTypeOf<string>();
  expectTypeOf(made.toolCall).toEqualTypeOf<ToolCall>();
  expectTypeOf(formatBook.name).toEqualTypeOf<"format_book">();
});

test("a model's call of it is an instance of it, and the function is told the call", () => {
  const set = new ToolSet([formatBook], () => undefined);
  expect(set.definitions[0]).toMatchObject({ name: "format_book", description: "Formats a book." });
  const received = set.create({
    id: "call_1",
    name: "format_book",
    arguments: { text: "", value: { title: "Emma" }, error: null },
    raw: {},
  });
  if (!(received instanceof formatBook)) throw new Error("Expected a format_book.");
  expectTypeOf(received).toExtend<ToolOf<typeof formatBook>>();
  expect(received.call()).toBe("Emma, 100 pages (call_1)");
});

test("T16: what the compiler knows of the arguments and the result", () => {
  // @ts-expect-error `pags` is no parameter
  expect(() => new formatBook({ title: "Dune", pags: 3 })).toThrow("pags");
  // @ts-expect-error `autor` is no parameter
  tool({ name: "t", parameters: { title: z.string() } }, ({ autor }) => autor);
  // @ts-expect-error 'call' is a member of every tool
  expect(() => tool({ name: "t", parameters: { call: z.string() } }, () => 1)).toThrow(CallOptionsError);
  // @ts-expect-error An example has to fit the parameters.
  expect(() => tool({ name: "t", parameters: { n: z.int() }, examples: [{ n: "1" }] }, () => 1)).toThrow(
    /examples\[0\].*n/,
  );
  const later = tool({ name: "later", parameters: {} }, async () => 1);
  expectTypeOf(new later({}).call()).toEqualTypeOf<Promise<number>>();
});

describe("parameters", () => {
  test.each([
    ["z.object", z.object({ n: z.string().transform(Number) })],
    ["zod-mini", mini.object({ n: mini.pipe(mini.string(), mini.transform(Number)) })],
  ])("may be a %s", (_, parameters) => {
    const double = tool({ name: "double", parameters }, ({ n }) => n * 2);
    expect(new double({ n: "21" }).call()).toBe(42);
    expect(toolDefinition(double).parameters).toMatchObject({ type: "object", properties: { n: { type: "string" } } });
  });

  test("may be transformed into what is no object: the function gets it, and there are no fields", () => {
    const shout = tool(
      { name: "shout", parameters: z.object({ text: z.string() }).transform(({ text }) => text.toUpperCase()) },
      (text) => `${text}!`,
    );
    const made = new shout({ text: "hi" });
    expect([made.call(), Object.keys(made)]).toEqual(["HI!", []]);
    expectTypeOf(shout).constructorParameters.toEqualTypeOf<[{ text: string }]>();
  });

  interface Point {
    readonly x: number;
  }
  const point = (validate: StandardSchema<Point>["~standard"]["validate"]): StandardSchema<Point> => ({
    "~standard": { version: 1, vendor: "acme", validate },
  });
  const isPoint = (value: unknown): value is Point => typeof Object(value).x === "number";
  const acme = point((value) =>
    isPoint(value) ? { value } : { issues: [{ message: "expected a number", path: ["x", { key: 0 }] }] },
  );
  const jsonSchema = { type: "object", properties: { x: { type: "number" } }, required: ["x"] };

  test("may be any Standard Schema with a JSON Schema beside it", () => {
    const right = tool({ name: "right", parameters: { schema: acme, jsonSchema } }, ({ x }) => x + 1);
    expect(new right({ x: 1 }).call()).toBe(2);
    expectTypeOf(new right({ x: 1 }).x).toEqualTypeOf<number>();
    expect(toolDefinition(right).parameters).toEqual(jsonSchema);
    expect(() => Reflect.construct(right, [{ x: "1" }])).toThrow(ToolArgumentsError);
    expect(() => Reflect.construct(right, [{ x: "1" }])).toThrow(/"right".*x\[0\]: expected a number/);
  });

  test("may be a Standard Schema that tells its JSON Schema", () => {
    const telling = {
      "~standard": { ...acme["~standard"], jsonSchema: { input: () => ({ $schema: "…", ...jsonSchema }) } },
    };
    const right = tool({ name: "right", parameters: telling }, ({ x }) => x + 1);
    expect(new right({ x: 1 }).call()).toBe(2);
    expect(toolDefinition(right).parameters).toEqual(jsonSchema);
  });

  test("may have fields called schema and jsonSchema", () => {
    const made = tool({ name: "t", parameters: { schema: z.string(), jsonSchema: z.string() } }, (args) => args);
    expect(new made({ schema: "a", jsonSchema: "b" }).call()).toEqual({ schema: "a", jsonSchema: "b" });
  });

  test("without a JSON Schema are refused, in words that say how to give one", () => {
    const make = () => Reflect.apply(tool, null, [{ name: "right", parameters: acme }, () => 1]);
    expect(make).toThrow(CallOptionsError);
    expect(make).toThrow(/"right".*acme.*\{ schema, jsonSchema/);
  });

  test.each([
    ["no object", z.array(z.string()).transform((list) => ({ list }))],
    ["a union at the root", z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]).transform((v) => v)],
  ])("that are %s are refused", (_, parameters) => {
    expect(() => tool({ name: "odd", parameters }, () => 1)).toThrow(/"odd" are no object.*z\.object/);
  });

  test("that validate asynchronously are told, and no rejection is left over", () => {
    const slow = tool({ name: "slow", parameters: { a: z.string().refine(async () => true) } }, () => 1);
    expect(() => new slow({ a: "" })).toThrow(CallOptionsError);
    expect(() => new slow({ a: "" })).toThrow(/"slow" validates asynchronously/);
    const failing = point(() => Promise.reject(new Error("later")));
    const rejecting = tool({ name: "r", parameters: { schema: failing, jsonSchema } }, () => 1);
    expect(() => new rejecting({ x: 1 })).toThrow(/asynchronously/);
    // In a stream it ends the loop: no answer of the model can mend a program.
    const received = { id: "", name: "slow", arguments: { text: "", value: { a: "" }, error: null }, raw: {} };
    expect(() => new ToolSet([slow], () => undefined).create(received)).toThrow(CallOptionsError);
  });
});

test("a key that the model made up cannot stand before call()", () => {
  const open = tool({ name: "open", parameters: z.looseObject({ a: z.string() }) }, () => "ran");
  const call = { id: "1", name: "open", args: { a: "", call: "x" }, raw: {} };
  expect(() => createTool(open, call)).toThrow(ToolArgumentsError);
  expect(createTool(open, { ...call, args: { a: "", other: "x" } }).call()).toBe("ran");
});

test("a tool without a function or a name is refused", () => {
  expect(() => Reflect.apply(tool, null, [{ name: "t", parameters: {} }])).toThrow(/"t" has no function/);
  expect(() => tool({ name: "", parameters: {} }, () => 1)).toThrow(/no name/);
});

test("examples are told as they were given, and are checked", () => {
  class Find extends BaseTool.with({ id: z.int(), all: z.boolean().default(false) }, { examples: [{ id: 1 }] }) {
    override call() {}
  }
  class Wrong extends BaseTool.with({ id: z.int().max(3) }, { examples: [{ id: 1 }, { id: 4 }] }) {
    override call() {}
  }
  expect(toolDefinition(Find).examples).toEqual([{ id: 1 }]);
  expect(() => toolDefinition(Wrong)).toThrow(CallOptionsError);
  expect(() => toolDefinition(Wrong)).toThrow(/examples\[1\].*"Wrong".*id/);
});
