import { expect, test, vi } from "vitest";
import * as z from "zod";
import { closedPartIssues, withoutAbsentNulls } from "./closed-part.js";

const Root = z.object({
  age: z.number().min(0),
  note: z.string().optional(),
  died: z.number().nullable(),
  people: z.array(z.object({ name: z.string(), tags: z.array(z.object({ deep: z.literal(1) })) })),
  length: z
    .string()
    .min(2)
    .transform((text) => text.length),
  slow: z.string().refine(async () => false),
});
const paths = (path: (string | number)[], value: Parameters<typeof closedPartIssues>[2]) =>
  closedPartIssues(Root, path, value).map((issue) => issue.path);

test("leaves are checked at any depth, with their whole path", () => {
  expect(paths(["age"], -1)).toEqual([["age"]]);
  expect(paths(["age"], 1)).toEqual([]);
  expect(paths(["people", 2, "tags", 0, "deep"], 2)).toEqual([["people", 2, "tags", 0, "deep"]]);
});

test("containers are checked near the root only, so that the work stays linear", () => {
  expect(paths(["people", 0], { tags: [] })).toEqual([["people", 0, "name"]]);
  expect(paths(["people", 0, "tags", 0], {})).toEqual([]);
});

test("null for an absent field is no fault, for any other it is", () => {
  expect(paths(["note"], null)).toEqual([]);
  expect(paths(["died"], null)).toEqual([]);
  expect(paths(["age"], null)).toEqual([["age"]]);
  expect(paths(["note"], 7)).toEqual([["note"]]);
});

test("what is made by a transform is checked before it, what is asynchronous not at all, and nothing at the root", () => {
  expect(paths(["length"], "x")).toEqual([["length"]]);
  expect(paths(["length"], "xy")).toEqual([]);
  expect(paths(["slow"], "x")).toEqual([]);
  expect(paths([], {})).toEqual([]);
});

test("a part that the schema does not know is not checked, and no transform inside of a part is run", () => {
  expect(paths(["other"], 7)).toEqual([]);
  const transform = vi.fn<(name: string) => string>((name) => name);
  const schema = z.object({ inner: z.object({ name: z.string().transform(transform) }) });
  expect(closedPartIssues(schema, ["inner"], { name: "Ada" })).toEqual([]);
  expect(transform).not.toHaveBeenCalled();
});

test("null in the place of an absent field is dropped, for any number of values, where a JSON Schema tells which may be absent", () => {
  const schema = z.object({ note: z.string().optional(), died: z.number().nullable() });
  for (const died of [null, 1, 2]) expect(withoutAbsentNulls(schema, { note: null, died })).toEqual({ died });
  expect(withoutAbsentNulls(schema, null)).toBeNull();
  const untold = z.object({ when: z.date().optional() });
  expect(withoutAbsentNulls(untold, { when: null })).toEqual({ when: null });
});
