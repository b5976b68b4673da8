import { describe, expect, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import { CallOptionsError } from "../errors.js";
import { inputSchema } from "./input-schema.js";

const inField = (field: z.ZodType) => () => inputSchema(z.object({ at: field }), 'The tool "T"');

test("T15: a field with a default is not required, and the input of a transform is told", () => {
  const schema = z.object({
    n: z.string().transform(Number),
    all: z.boolean().default(false),
    pre: z.preprocess(String, z.string()),
  });
  expect(inputSchema(schema, "it")).toEqual({
    type: "object",
    properties: { n: { type: "string" }, all: { type: "boolean", default: false }, pre: { type: "string" } },
    required: ["n", "pre"],
  });
});

describe("T14: what JSON Schema cannot express is named with its path", () => {
  test.each<[string, z.ZodType, string]>([
    ["a date", z.date(), "at: Date"],
    ["a bigint", z.bigint(), "at: BigInt"],
    ["a map", z.map(z.string(), z.string()), "at: Map"],
    ["a set", z.set(z.string()), "at: Set"],
    ["a custom type", z.custom<URL>(), "at: Custom"],
    ["a class", z.instanceof(URL), "at: Custom"],
    ["undefined", z.undefined(), "at: Undefined"],
    ["a file", z.file(), "at: Files"],
    ["a promise", z.promise(z.string()), "at: Promises"],
    ["in an array", z.array(z.object({ born: z.date() })), "at[].born: Date"],
    ["in a tuple", z.tuple([z.string(), z.date()]), "at[1]: Date"],
    ["in a record", z.record(z.string(), z.date()), "at[key]: Date"],
    ["in a union", z.union([z.string(), z.object({ when: z.date() })]), "at.when: Date"],
    ["in an intersection", z.intersection(z.object({ a: z.date() }), z.object({ b: z.string() })), "at.a: Date"],
    ["in optional", z.date().optional(), "at: Date"],
    [
      "in fields called as keywords are",
      z.object({ items: z.object({ properties: z.date() }) }),
      "at.items.properties: Date",
    ],
    ["in a lazy schema", z.lazy(() => z.object({ when: z.date() })), "at.when: Date"],
  ])("%s", (_, field, expected) => {
    expect(inField(field)).toThrow(CallOptionsError);
    expect(inField(field)).toThrow(expected);
    expect(inField(field)).toThrow('The tool "T" cannot be told to a model as JSON Schema');
  });

  test("every such field at once, with what to use instead", () => {
    const make = () => inputSchema(z.object({ a: z.date(), b: z.object({ c: z.bigint() }) }), "it");
    expect(make).toThrow(/a: Date.*z\.iso\.datetime.*; b\.c: BigInt.*z\.int/);
  });

  test("in a schema of zod-mini, and as the whole", () => {
    expect(() => inputSchema(mini.object({ a: mini.date() }), "it")).toThrow("a: Date");
    expect(() => inputSchema(z.date(), "it")).toThrow("the whole: Date");
  });
});

test("a schema with an id is an object at the root all the same", () => {
  const Book = z
    .object({
      title: z.string(),
      get sequel() {
        return Book.optional();
      },
    })
    .meta({ id: "shelf/Book" });
  const body = {
    type: "object",
    properties: { title: { type: "string" }, sequel: { $ref: "#/$defs/shelf~1Book" } },
    required: ["title"],
  };
  expect(inputSchema(Book, "it")).toEqual({ ...body, $defs: { "shelf/Book": body } });
});
