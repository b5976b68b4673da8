import { expect, test } from "vitest";
import * as z from "zod";
import { elementSchema, hasTransform, schemaAt } from "./schema-at.js";

const leaf = z.string();
const length = z.number();

test("finds the schema of a part through whatever wraps it", () => {
  const root = z.object({
    list: z.array(z.object({ name: leaf }).optional()).default([]),
    pair: z.tuple([leaf], length).nullable(),
    map: z.record(z.string(), leaf).readonly(),
    piped: z.object({ inner: leaf }).transform((value) => value.inner),
    lazy: z.lazy(() => z.object({ inner: leaf })),
  });
  for (const path of [
    ["list", 3, "name"],
    ["pair", 0],
    ["map", "any"],
    ["piped", "inner"],
    ["lazy", "inner"],
  ]) {
    expect(schemaAt(root, path)).toBe(leaf);
  }
  expect(schemaAt(root, ["pair", 7])).toBe(length);
  expect(schemaAt(root, [])).toBe(root);
});

test("says nothing where the part may be of several schemas, where a failure heals, and of what is not there", () => {
  const root = z.object({
    either: z.union([z.object({ a: leaf }), z.object({ a: length })]),
    healed: z.object({ a: leaf }).catch({ a: "" }),
    before: z.preprocess((value) => value, z.object({ a: leaf })),
  });
  for (const path of [
    ["either", "a"],
    ["healed", "a"],
    ["before", "a"],
    ["nobody"],
    ["toString"],
    ["either", "a", "b"],
  ]) {
    expect(schemaAt(root, path)).toBeNull();
  }
});

test("the elements of an array are known, but not those of one that is transformed", () => {
  expect(elementSchema(z.array(leaf).min(1).optional())).toBe(leaf);
  expect(elementSchema(z.array(leaf).transform((list) => new Set(list)))).toBeNull();
  expect(elementSchema(z.string())).toBeNull();
});

test("knows where parsing would make values, also in schemas that contain themselves", () => {
  const Tree = z.object({
    name: leaf,
    get children() {
      return z.array(Tree);
    },
  });
  const Loud = z.object({
    name: leaf.transform((name) => name.toUpperCase()),
    get children() {
      return z.array(Loud);
    },
  });
  expect(
    [Tree, Loud, z.record(leaf, leaf), z.union([leaf, Loud]), leaf.trim().refine(Boolean)].map(hasTransform),
  ).toEqual([false, true, false, true, false]);
});

test("knows them through whatever wraps them", () => {
  const loud = leaf.transform((text) => text.toUpperCase());
  const wraps = (inner: z.ZodType): z.ZodType[] => [
    z.tuple([leaf, inner]),
    z.tuple([leaf], inner),
    z.record(z.string(), inner),
    z.union([leaf, inner]),
    z.intersection(inner, leaf),
    z.intersection(leaf, inner),
    z.lazy(() => inner),
    inner.optional(),
    inner.nullable(),
    inner.optional().nonoptional(),
    inner.readonly(),
    z.array(inner),
  ];
  expect(wraps(leaf).map(hasTransform)).toEqual(wraps(leaf).map(() => false));
  expect(wraps(loud).map(hasTransform)).toEqual(wraps(loud).map(() => true));
  expect([leaf.default("a"), leaf.prefault("a")].map(hasTransform)).toEqual([false, false]);
  const making = [loud.default("a"), loud.prefault("a"), leaf.catch("a"), z.promise(leaf), z.transform(String)];
  expect(making.map(hasTransform)).toEqual(making.map(() => true));
});

test("finds nothing in what code makes, and looks through what only fills in", () => {
  const part = z.object({ a: leaf });
  const root = z.object({
    filled: part.prefault({ a: "x" }),
    given: part.optional().nonoptional(),
    made: z.transform((value: unknown) => value),
  });
  expect(
    [
      ["filled", "a"],
      ["given", "a"],
      ["made", "a"],
    ].map((path) => schemaAt(root, path)),
  ).toEqual([leaf, leaf, null]);
});
