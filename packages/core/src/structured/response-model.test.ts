import { describe, expect, test } from "vitest";
import * as z from "zod";
import { CallOptionsError } from "../errors.js";
import type { StandardSchema } from "../tool/standard-schema.js";
import { ResponseModel } from "./response-model.js";
import { isResponseSchema } from "./response-schema.js";

const book = z.object({ title: z.string(), note: z.string().optional() });
const list = z.array(z.number());

/** A schema of another library, which takes what `validate` says. */
function foreign(validate: StandardSchema["~standard"]["validate"]): StandardSchema {
  return { "~standard": { version: 1, vendor: "own", validate } };
}

describe("what the provider is told", () => {
  test.each<[string, z.ZodType, string]>([
    ["its title", book.meta({ title: "Book" }), "Book"],
    ["64 characters at the most", book.meta({ title: "x".repeat(64) }), "x".repeat(64)],
    ["no more than 64", book.meta({ title: "x".repeat(65) }), "response"],
    ["its id, where its title is no name", book.meta({ title: "A book", id: "book" }), "book"],
    ["its id, where it has no title", book.meta({ id: "novel" }), "novel"],
    ["no name that begins with one", book.meta({ title: "Book (old)" }), "response"],
    ["no name that ends with one", book.meta({ title: "(old) Book" }), "response"],
    ["none of its own", book, "response"],
  ])("of the name is %s", (_, schema, name) => {
    expect(new ResponseModel(schema).name).toBe(name);
  });

  test("of the name is the JSON Schema's id where its title is no name", () => {
    const jsonSchema = { type: "object", title: "A book", id: "book" };
    expect(new ResponseModel({ schema: foreign((value) => ({ value })), jsonSchema }).name).toBe("book");
    expect(new ResponseModel({ schema: book.meta({ id: "zod" }), jsonSchema }).name).toBe("book");
    const odd = { schema: foreign((value) => ({ value })), jsonSchema: { type: "object", title: 7 } };
    expect(new ResponseModel(odd).name).toBe("response");
  });

  test("of the description is the schema's, if it is a text", () => {
    expect(new ResponseModel(book.describe("A novel")).description).toBe("A novel");
    expect(new ResponseModel(book).description).toBeUndefined();
    const odd = { schema: foreign((value) => ({ value })), jsonSchema: { type: "object", description: 7 } };
    expect(new ResponseModel(odd).description).toBeUndefined();
  });

  test("is an object: what is none stands in a wrapper", () => {
    expect([new ResponseModel(book).isWrapped, new ResponseModel(list).isWrapped]).toEqual([false, true]);
    const told = ["object", "array"].map((type) => ({ schema: foreign((value) => ({ value })), jsonSchema: { type } }));
    expect(told.map((given) => new ResponseModel(given).isWrapped)).toEqual([false, true]);
  });

  test("is nothing where there is no JSON Schema and none is needed; else that is refused", () => {
    const dates = z.object({ when: z.date() });
    expect(() => new ResponseModel(dates)).toThrow(CallOptionsError);
    expect(() => new ResponseModel(dates)).toThrow(/^The responseModel cannot/);
    const untold = new ResponseModel(dates, { isSchemaOptional: true });
    expect([untold.told, untold.isWrapped, untold.name, untold.description]).toEqual([
      null,
      false,
      "response",
      undefined,
    ]);
    const when = new Date();
    expect(untold.withoutAbsentNulls({ when })).toEqual({ when });
    expect(new ResponseModel(z.date(), { isSchemaOptional: true }).isWrapped).toBe(true);
    const input = () => {
      throw new Error("not as JSON Schema");
    };
    const own = { "~standard": { ...foreign((value) => ({ value }))["~standard"], jsonSchema: { input } } };
    const foreigner = new ResponseModel(own, { isSchemaOptional: true });
    expect([foreigner.told, foreigner.isWrapped]).toEqual([null, true]);
  });
});

test("JSON is looked for where a value of the schema can be", () => {
  const kinds = (schema: z.ZodType) => new ResponseModel(schema).search.kinds;
  expect(kinds(book)).toEqual(["object"]);
  expect(kinds(list)).toEqual(["object", "array"]);
  expect(kinds(z.number())).toEqual(["object", "primitive"]);
  expect(kinds(z.union([book, z.string()]))).toEqual(["object", "array", "primitive"]);
});

describe("an answer", () => {
  test.each<[string, z.ZodType, string, unknown]>([
    ["in prose", book, 'Here: {"title":"Dune"}.', { title: "Dune" }],
    ["with null for an absent field", book, '{"title":"Dune","note":null}', { title: "Dune" }],
    ["in its wrapper", list, '{"value":[1,2]}', [1, 2]],
    ["bare", list, "[1,2]", [1, 2]],
    ["that is a text", z.string(), "Yes, indeed.", "Yes, indeed."],
    ["that is a text and begins like a number", z.string(), "3 days", "3 days"],
    ["that is a text in JSON", z.string(), '{"value":"yes"}', "yes"],
    ["that is a text or a number, and begins like a number", z.union([z.number(), z.string()]), "3 days", "3 days"],
    ["that is a text or a number, and has a line that is one", z.union([z.number(), z.string()]), "3\nof them.", 3],
    ["that is a text or a number, behind a preamble", z.union([z.number(), z.string()]), "They are:\n3", 3],
    ["that is a text or an array, before an afterthought", z.union([z.string(), list]), "[1,2] in all.", [1, 2]],
    ["that is one of some texts, between blanks", z.enum(["yes", "no"]), " yes\n", "yes"],
    ["that is null", z.number().nullable(), "null", null],
    ["that is a number on its line", z.number(), "17\n", 17],
    [
      "whose own field has the wrapper's name",
      z.union([z.object({ value: z.object({ a: z.string() }) }), z.number()]),
      '{"value":{"a":"x"}}',
      { value: { a: "x" } },
    ],
  ])("%s is read", async (_, schema, text, value) => {
    expect(await new ResponseModel(schema).read(text)).toMatchObject({ value });
  });

  test.each<[string, z.ZodType, string, object]>([
    ["is empty", book, " \n", { path: [], message: "The answer is empty." }],
    ["has no JSON", book, "Sorry.", { path: [], message: "There is no JSON object in the text." }],
    ["does not fit", book, '{"title":7}', { path: ["title"] }],
    ["is cut", book, '{"title":"Du', { path: ["title"], message: expect.stringContaining("ends too early") }],
    ["has no text in its wrapper", z.string(), '{"value":7}', { path: [] }],
    ["is another text", z.enum(["yes", "no"]), "maybe", { path: [], message: expect.stringContaining('"yes"') }],
    ["fits neither bare nor in its wrapper", list, '{"value":["x"]}', { path: [0] }],
  ])("that %s is told why", async (_, schema, text, issue) => {
    expect((await new ResponseModel(schema).read(text)).issues?.[0]).toMatchObject(issue);
  });

  test("has the paths of another library's issues as plain keys", async () => {
    const issues = [{ message: "wrong", path: ["a", { key: 1 }] }, { message: "bad" }];
    const model = new ResponseModel({ schema: foreign(() => ({ issues })), jsonSchema: { type: "object" } });
    expect(await model.read("{}")).toEqual({
      issues: [
        { message: "wrong", path: ["a", 1] },
        { message: "bad", path: [] },
      ],
    });
  });
});

test("a response schema is one that validates, alone or beside a JSON Schema", () => {
  const schema = foreign((value) => ({ value }));
  expect([book, schema, { schema, jsonSchema: {} }].map(isResponseSchema)).toEqual([true, true, true]);
  expect(
    [null, undefined, 7, "x", {}, { schema }, { jsonSchema: {} }, { schema: 7, jsonSchema: {} }].map(isResponseSchema),
  ).toEqual(Array.from({ length: 8 }, () => false));
});
