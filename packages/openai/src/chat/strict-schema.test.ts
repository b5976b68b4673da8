import { describe, expect, test } from "vitest";
import { toStrictJsonSchema } from "openai/lib/transform";
import * as z from "zod";
import { strictSchema } from "./strict-schema.js";

const input = (schema: z.ZodType) => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
};
const strict = (schema: z.ZodType) => strictSchema(input(schema));
const closed = (properties: object) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

describe("T13: every field is required, and what was optional is nullable", () => {
  test.each<[string, z.ZodType, object]>([
    ["a required one", z.string(), { type: "string" }],
    ["an optional one", z.string().optional(), { anyOf: [{ type: "string" }, { type: "null" }] }],
    [
      "a described one",
      z.string().optional().describe("Who."),
      { description: "Who.", anyOf: [{ type: "string" }, { type: "null" }] },
    ],
    ["a nullable one", z.string().nullable(), { type: ["string", "null"] }],
    ["an optional, nullable one", z.string().nullish(), { type: ["string", "null"] }],
    [
      "an optional union",
      z.union([z.string(), z.int32()]).optional(),
      {
        anyOf: [{ type: "string" }, { type: "integer", minimum: -2147483648, maximum: 2147483647 }, { type: "null" }],
      },
    ],
    [
      "an optional union of plain types",
      z.union([z.string(), z.boolean()]).optional(),
      { type: ["string", "boolean", "null"] },
    ],
    [
      "an optional enum",
      z.enum(["a", "b"]).optional(),
      { anyOf: [{ type: "string", enum: ["a", "b"] }, { type: "null" }] },
    ],
    [
      "one with a default",
      z.number().default(1),
      {
        description: "(default: 1)",
        anyOf: [{ type: "number" }, { type: "null" }],
      },
    ],
    [
      "an optional object",
      z.object({ a: z.string().optional() }).optional(),
      {
        anyOf: [closed({ a: { anyOf: [{ type: "string" }, { type: "null" }] } }), { type: "null" }],
      },
    ],
    [
      "an array of objects",
      z.array(z.object({ a: z.string().optional() })).min(1),
      {
        type: "array",
        minItems: 1,
        items: closed({ a: { anyOf: [{ type: "string" }, { type: "null" }] } }),
      },
    ],
    [
      "a union that excludes",
      z.discriminatedUnion("k", [z.object({ k: z.literal("a") }), z.object({ k: z.literal("b") })]),
      {
        anyOf: [closed({ k: { type: "string", const: "a" } }), closed({ k: { type: "string", const: "b" } })],
      },
    ],
    [
      "an intersection of objects",
      z.object({ a: z.string() }).and(z.object({ b: z.string() })),
      closed({ a: { type: "string" }, b: { type: "string" } }),
    ],
    ["no fields", z.object({}), closed({})],
  ])("%s", (_, field, expected) => {
    expect(strict(z.object({ at: field }))).toEqual({ schema: closed({ at: expected }), problems: [] });
  });
});

test("a recursive schema, at the root and in $defs", () => {
  const Node = z.object({
    v: z.string(),
    get next() {
      return Node.optional().describe("The rest.");
    },
  });
  expect(strict(Node).schema).toEqual(
    closed({ v: { type: "string" }, next: { description: "The rest.", anyOf: [{ $ref: "#" }, { type: "null" }] } }),
  );
  const kids = { type: "array", items: { $ref: "#/$defs/Tree" } };
  const tree = { $ref: "#/$defs/Tree", description: "All." };
  const $defs = { Tree: { type: "object", properties: { kids } } };
  expect(strictSchema({ type: "object", properties: { tree }, required: ["tree"], $defs }).schema).toEqual({
    ...closed({ tree: { description: "All.", anyOf: [{ $ref: "#/$defs/Tree" }] } }),
    $defs: { Tree: closed({ kids: { anyOf: [kids, { type: "null" }] } }) },
  });
});

describe("what only narrows a value", () => {
  test.each<[string, z.ZodType, object]>([
    [
      "stays where OpenAI knows it",
      z.number().min(1).max(9).multipleOf(2),
      { type: "number", minimum: 1, maximum: 9, multipleOf: 2 },
    ],
    ["stays as a pattern", z.string().regex(/^a+$/), { type: "string", pattern: "^a+$" }],
    [
      "is told as a format that OpenAI refuses",
      z.url().describe("Where."),
      { type: "string", description: 'Where. (format: "uri")' },
    ],
    ["is told as a length", z.string().min(2).max(5), { type: "string", description: "(minLength: 2, maxLength: 5)" }],
    [
      "is told as a pattern with lookaround",
      z.string().regex(/^(?!x)/),
      { type: "string", description: '(pattern: "^(?!x)")' },
    ],
    [
      "is told as several patterns",
      z.string().regex(/a/).regex(/b/),
      { type: "string", description: '(allOf: [{"pattern":"a"},{"pattern":"b"}])' },
    ],
    ["is told as examples", z.string().meta({ examples: ["a"] }), { type: "string", description: '(examples: ["a"])' }],
  ])("%s", (_, field, expected) => {
    expect(strict(z.object({ at: field }))).toEqual({ schema: closed({ at: expected }), problems: [] });
  });

  test("a format says what its own pattern says", () => {
    const field = { type: "string", format: "email", pattern: "^(?!\\.)x" };
    const { schema } = strictSchema({ type: "object", properties: { at: field }, required: ["at"] });
    expect(schema).toEqual(closed({ at: { type: "string", format: "email" } }));
  });
});

test("what OpenAI does not know and says nothing about values is left out", () => {
  const made = strictSchema({ $schema: "x", $id: "y", type: "object", deprecated: true, properties: {} });
  expect(made).toEqual({ schema: closed({}), problems: [] });
});

describe("what the strict form cannot express is told with its path", () => {
  test.each<[string, z.ZodType, string, RegExp]>([
    ["a record", z.record(z.string(), z.number()), "at", /keys of any name/],
    ["an open object", z.looseObject({}), "at", /keys of any name/],
    ["a catchall", z.object({}).catchall(z.string()), "at", /keys of any name/],
    ["a tuple", z.tuple([z.string(), z.int()]), "at", /tuple/],
    ["anything", z.unknown(), "at", /any value/],
    ["an array of anything", z.array(z.any()), "at[]", /any value/],
    ["never", z.never(), "at", /never/],
    ["in an object in an array", z.array(z.object({ r: z.record(z.string(), z.int()) })), "at[].r", /keys of any name/],
    ["in a union", z.union([z.object({ t: z.tuple([z.int()]) }), z.int()]), "at.t", /tuple/],
  ])("%s", (_, field, path, reason) => {
    expect(strict(z.object({ at: field })).problems).toEqual([{ path, reason: expect.stringMatching(reason) }]);
  });

  test("in $defs, and at the root", () => {
    const Tree = z.object({
      t: z.tuple([z.int()]),
      get kids() {
        return z.array(Tree);
      },
    });
    expect(strict(z.object({ tree: Tree })).problems).toMatchObject([{ path: "#/$defs/__schema0.t" }]);
    expect(strict(z.array(z.string())).problems).toMatchObject([{ path: "", reason: /root must be an object/ }]);
    expect(strict(z.union([z.object({ a: z.int() }), z.object({ b: z.int() })])).problems).toMatchObject([
      { path: "" },
    ]);
  });
});

test("OpenAI's own check finds nothing to change in it; and the given schema is not changed", () => {
  const Tree = z.object({
    label: z.email().optional(),
    get kids() {
      return z.array(Tree).optional().describe("Below.");
    },
  });
  const given = input(
    z.object({
      tree: Tree,
      shape: z
        .discriminatedUnion("k", [
          z.object({ k: z.literal("a"), n: z.int().default(3) }),
          z.object({ k: z.literal("b") }),
        ])
        .optional(),
      list: z.array(z.union([z.string(), z.object({ u: z.url().nullish() })])).max(3),
      when: z.iso.datetime().optional(),
    }),
  );
  const before = JSON.stringify(given);
  const { schema, problems } = strictSchema(given);
  expect(problems).toEqual([]);
  expect(toStrictJsonSchema({ ...schema })).toEqual(schema);
  expect(JSON.stringify(given)).toBe(before);
});
