import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { dropAbsentNulls } from "./absent-nulls.js";
import { createTool } from "./create-tool.js";
import { inputSchema } from "./input-schema.js";
import { tool } from "./tool.js";

const drop = (schema: z.ZodType, value: unknown) => dropAbsentNulls(inputSchema(schema, "it"), value);

describe("T13: null becomes absent", () => {
  const Node = z.object({
    v: z.int(),
    get next() {
      return Node.optional();
    },
  });
  const Shape = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("circle"), r: z.number().optional() }),
    z.object({ kind: z.literal("box"), r: z.number().nullish(), w: z.number().optional() }),
  ]);
  test.each<[string, z.ZodType, unknown, unknown]>([
    ["in an optional field", z.object({ a: z.string().optional() }), { a: null }, {}],
    ["in a field with a default", z.object({ a: z.string().default("x") }), { a: null }, {}],
    ["in an object", z.object({ o: z.object({ a: z.int().optional() }) }), { o: { a: null } }, { o: {} }],
    [
      "in an optional object",
      z.object({ o: z.object({ a: z.int().optional() }).optional() }),
      { o: { a: null } },
      { o: {} },
    ],
    [
      "in an array",
      z.object({ l: z.array(z.object({ a: z.int().optional() })) }),
      { l: [{ a: null }, { a: 1 }] },
      { l: [{}, { a: 1 }] },
    ],
    [
      "in a tuple",
      z.object({ l: z.tuple([z.int(), z.object({ a: z.int().optional() })]) }),
      { l: [1, { a: null }] },
      { l: [1, {}] },
    ],
    ["in a record", z.record(z.string(), z.object({ a: z.int().optional() })), { k: { a: null } }, { k: {} }],
    ["in a recursive schema", Node, { v: 1, next: { v: 2, next: null } }, { v: 1, next: { v: 2 } }],
    [
      "in an intersection",
      z.object({ a: z.int().optional() }).and(z.object({ b: z.int().optional() })),
      { a: null, b: null },
      {},
    ],
    [
      "in the alternative that a literal tells",
      z.object({ s: Shape }),
      { s: { kind: "circle", r: null } },
      { s: { kind: "circle" } },
    ],
    ["in the other", z.object({ s: Shape }), { s: { kind: "box", r: null, w: null } }, { s: { kind: "box", r: null } }],
    [
      "in the alternative that the keys tell",
      z.object({ u: z.union([z.object({ a: z.int().optional() }), z.object({ b: z.int().nullable() })]) }),
      { u: { a: null } },
      { u: {} },
    ],
    [
      "in a nullable object",
      z.object({ o: z.object({ a: z.int().optional() }).nullable() }),
      { o: { a: null } },
      { o: {} },
    ],
  ])("%s", (_, schema, value, expected) => {
    expect(drop(schema, value)).toEqual(expected);
  });
});

test.each<[string, z.ZodType, unknown]>([
  ["of a nullable field", z.object({ a: z.string().nullable() }), { a: null }],
  ["of a field that is both", z.object({ a: z.string().nullish() }), { a: null }],
  ["of a required field, which validation shall refuse", z.object({ a: z.string() }), { a: null }],
  ["of an optional field that may be anything", z.object({ a: z.unknown().optional() }), { a: null }],
  ["of a literal", z.object({ a: z.literal([null, 1]).optional() }), { a: null }],
  ["of an item", z.object({ a: z.array(z.string()) }), { a: [null] }],
  ["of a field that the schema does not know", z.object({ a: z.string() }), { a: "", b: null }],
  [
    "where two alternatives disagree",
    z.object({ u: z.union([z.object({ a: z.int().optional() }), z.object({ a: z.string().nullable() })]) }),
    { u: { a: null } },
  ],
  ["of what is no object", z.object({}), null],
])("null stays: %s", (_, schema, value) => {
  expect(drop(schema, value)).toEqual(value);
});

test("a tool's default applies where a strict model wrote null; the call keeps what was written", () => {
  const search = tool(
    { name: "search", parameters: { q: z.string(), n: z.int().default(10) }, strict: true },
    ({ n }) => n,
  );
  const call = { id: "1", name: "search", args: { q: "a", n: null }, raw: {} };
  const made = createTool(search, call);
  expect(made.call()).toBe(10);
  expect(made.toolCall.args).toEqual({ q: "a", n: null });
});

test("a key called __proto__ stays a key", () => {
  const value: unknown = JSON.parse('{"__proto__":{"polluted":1},"a":null}');
  const made = drop(z.object({ a: z.string().optional() }), value);
  expect(JSON.stringify(made)).toBe('{"__proto__":{"polluted":1}}');
  expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
});

test("a chain of references and one that goes in a circle end", () => {
  const schema = {
    type: "object",
    properties: { a: { $ref: "#/$defs/x" } },
    $defs: { x: { $ref: "#/$defs/y" }, y: { $ref: "#/$defs/x" } },
  };
  expect(dropAbsentNulls(schema, { a: { b: null } })).toEqual({ a: { b: null } });
});

test("alternatives that are alike do not ask 2ⁿ times", () => {
  const Left = z.object({
    a: z.int().optional(),
    get child() {
      return z.union([Left, Right]).optional();
    },
  });
  const Right = z.object({
    a: z.int().optional(),
    get child() {
      return z.union([Left, Right]).optional();
    },
  });
  let value: object = { a: null, child: null };
  for (let depth = 0; depth < 60; depth++) value = { a: null, child: value };
  expect(JSON.stringify(drop(Left, value))).not.toContain("null");
});

test("what it makes of valid data with nulls for the absent fields is the data; and nothing given is changed", () => {
  const schema = z.object({
    a: z.string().optional(),
    b: z.array(z.object({ c: z.int().optional(), d: z.boolean().nullable() })).optional(),
    e: z.object({ f: z.string().default("x"), g: z.int() }).optional(),
  });
  const options = { requiredKeys: [] };
  const data = fc.record(
    {
      a: fc.string(),
      b: fc.array(fc.record({ c: fc.integer(), d: fc.option(fc.boolean()) }, { requiredKeys: ["d"] })),
      e: fc.record({ f: fc.string(), g: fc.integer() }, { requiredKeys: ["g"] }),
    },
    options,
  );
  fc.assert(
    fc.property(data, ({ a = null, b, e }) => {
      const written = {
        a,
        b: b?.map(({ c = null, d }) => ({ c, d })) ?? null,
        e: e ? { f: e.f ?? null, g: e.g } : null,
      };
      const before = JSON.stringify(written);
      expect(drop(schema, written)).toEqual({ ...(a === null ? {} : { a }), ...(b ? { b } : {}), ...(e ? { e } : {}) });
      expect(JSON.stringify(written)).toBe(before);
    }),
  );
});
