import { transformJSONSchema } from "@anthropic-ai/sdk/lib/transform-json-schema";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { outputSchema } from "./output-schema.js";

function told(schema: z.ZodType): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { io: "input" }) };
}

describe("a schema in Anthropic's form", () => {
  const expressible: [string, z.ZodType][] = [
    ["an object", z.object({ a: z.string(), b: z.int().optional(), c: z.boolean().nullable() })],
    ["lengths and ranges", z.object({ a: z.string().min(2).max(5), b: z.number().gte(1).multipleOf(2) })],
    ["lists", z.object({ a: z.array(z.string()).min(1), b: z.array(z.object({ c: z.null() })).max(3) })],
    ["formats", z.object({ a: z.email(), b: z.iso.datetime(), c: z.uuid(), d: z.base64() })],
    [
      "choices",
      z.object({ a: z.enum(["x", "y"]), b: z.literal(1), c: z.union([z.string(), z.object({ d: z.int() })]) }),
    ],
    ["definitions", z.object({ a: z.string().meta({ id: "Name" }), b: z.string().meta({ id: "Other" }) })],
  ];

  it.each(expressible)("says of %s what the SDK's own helper says, descriptions aside", (_name, schema) => {
    const { schema: made, problems } = outputSchema(told(schema));
    expect(problems).toEqual([]);
    expect(bare(made)).toEqual(bare(transformJSONSchema(told(schema))));
  });

  it("tells the model what it cannot be held to", () => {
    const schema = z.object({ a: z.string().min(2).describe("A name."), b: z.array(z.int()).length(3) });
    expect(outputSchema(told(schema)).schema).toMatchObject({
      properties: {
        a: { type: "string", description: "A name. (minLength: 2)" },
        b: { type: "array", description: "(minItems: 3, maxItems: 3)" },
      },
    });
  });

  it("T14: names what it cannot express, with the place", () => {
    interface Tree {
      readonly next?: Tree | undefined;
    }
    const tree: z.ZodType<Tree> = z.object({
      get next() {
        return tree.optional();
      },
    });
    const problems = (schema: z.ZodType): string[] =>
      outputSchema(told(schema)).problems.map(({ path, reason }) => `${path}: ${reason.split(":")[0]}`);
    expect(problems(z.object({ a: z.object({ b: z.array(z.record(z.string(), z.int())) }) }))).toEqual([
      "a.b[]: keys of any name (a record, or an object that lets them through)",
    ]);
    expect(problems(z.object({ a: z.tuple([z.int()]) }))).toContain("a: a tuple");
    expect(problems(z.object({ a: z.any() }))).toEqual(["a: any value (z.any(), z.unknown())"]);
    expect(problems(z.object({ a: z.never() }))).toEqual(["a: `not` (z.never())"]);
    expect(problems(z.looseObject({ a: z.int() })).length).toBe(1);
    expect(problems(tree)).toEqual([": a definition that holds itself"]);
    expect(problems(z.object({ a: tree }))).toEqual(["#/$defs/__schema0: a definition that holds itself"]);
  });

  it("survives a schema that is none, and changes nothing that it was given", () => {
    const given = { type: "object", properties: { a: 1, __proto__x: { type: "string", minLength: 1 } } };
    const before = structuredClone(given);
    expect(outputSchema(given).problems).toEqual([{ path: "a", reason: "a schema that is no object" }]);
    expect(given).toEqual(before);
  });
});

/** Without what is only told, and the SDK tells in other words. */
function bare(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (key === "description" ? undefined : value)));
}
