import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { diffValues } from "./diff-values.js";

test.each([
  [{ a: 1 }, { a: 1 }, []],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, []],
  [{ a: { b: 1 } }, { a: { b: 2 } }, ["p.a.b: 1 2"]],
  [{ a: 1 }, { "b c": null }, ["p.a: 1 undefined", 'p["b c"]: undefined null']],
  [
    [1, 2],
    [1, 3, 4],
    ["p[1]: 2 3", "p[2]: undefined 4"],
  ],
  [{ a: [] }, { a: {} }, ["p.a: [] {}"]],
  [{ a: null }, { a: {} }, ["p.a: null {}"]],
])("%j → %j", (before, after, expected) => {
  const changes = [...diffValues("p", before, after)];
  expect(changes.map((one) => `${one.path}: ${JSON.stringify(one.before)} ${JSON.stringify(one.after)}`)).toEqual(
    expected,
  );
});

test("nothing is said about values that are equal, and something about all others", () => {
  // As they come from a file: without -0, which JSON does not have.
  const json = fc
    .json({ maxDepth: 3 })
    .map((text): unknown => JSON.parse(text, (_, value: unknown) => (value === 0 ? 0 : value)));
  fc.assert(
    fc.property(json, json, (before, after) => {
      expect([...diffValues("p", before, before)]).toEqual([]);
      expect([...diffValues("p", before, after)].length === 0).toBe(isDeepStrictEqual(before, after));
    }),
  );
});
