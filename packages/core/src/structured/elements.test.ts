import { expect, test } from "vitest";
import * as z from "zod";
import { CallOptionsError } from "../errors.js";
import { Elements } from "./elements.js";

const Root = z.object({
  title: z.string(),
  books: z.array(z.object({ tags: z.array(z.string()), note: z.string().optional() })),
});

async function rest(elements: Elements): Promise<unknown[]> {
  const values: unknown[] = [];
  for (let next = await elements.next(); next; next = await elements.next()) values.push(next.value);
  return values;
}

test("what closes in the array is an element, once, as the schema reads it; parts of elements and other arrays are not", async () => {
  const elements = new Elements(Root, "books");
  const first = { tags: ["a"], note: null };
  const second = { tags: [] };
  elements.add(["books", 0, "tags", 0], "a");
  elements.add(["books", 0, "tags"], ["a"]);
  elements.add(["authors", 0], second);
  elements.add(["books", "first"], second);
  elements.add([], {});
  expect([elements.isDue, await rest(elements)]).toEqual([false, []]);
  elements.add(["books", 0], first);
  elements.add(["books", 1], second);
  expect(elements.isDue).toBe(true);
  expect(await rest(elements)).toEqual([{ tags: ["a"] }, second]);
  expect(elements.isDue).toBe(false);
  elements.add(["books", 2], second);
  expect(await rest(elements)).toEqual([second]);
});

test("what does not fit is passed over", async () => {
  const elements = new Elements(Root, "books.0.tags");
  for (const [at, tag] of ["a", 7, "b"].entries()) elements.add(["books", 0, "tags", at], tag);
  elements.add(["books", 1, "tags", 0], "c");
  expect(await rest(elements)).toEqual(["a", "b"]);
});

test("a new answer begins without what the last one left", async () => {
  const elements = new Elements(z.array(z.number()), "");
  elements.add([0], 1);
  elements.add([1], 2);
  expect(await elements.next()).toEqual({ value: 1 });
  elements.clear();
  expect([elements.isDue, await elements.next()]).toEqual([false, null]);
  elements.add([0], 3);
  expect(await rest(elements)).toEqual([3]);
});

test.each<[string, z.ZodType | null, string, string]>([
  ["no array", Root, "title", 'an array at "title" of the responseModel'],
  ["nothing", Root, "authors", 'an array at "authors" of the responseModel'],
  ["the root, which is no array", Root, "", "an array at the root of the responseModel"],
  ["a schema that says nothing", null, "books", 'an array at "books" of the responseModel'],
])("a path to %s is refused, by its name", (_, root, path, words) => {
  expect(() => new Elements(root, path)).toThrow(CallOptionsError);
  expect(() => new Elements(root, path)).toThrow(words);
});
