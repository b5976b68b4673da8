import fc from "fast-check";
import { expect, test } from "vitest";
import { StreamLimitError } from "../errors.js";
import { checkDepth } from "./json-depth.js";

/** How deep a value is nested, counted on the value itself. */
function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function passes(text: string, depth: number): boolean {
  try {
    checkDepth(text, depth, "It");
    return true;
  } catch (error) {
    if (!(error instanceof StreamLimitError)) throw error;
    return false;
  }
}

test("any JSON passes exactly if its value is nested no deeper than the limit", () => {
  const strings = fc.oneof(fc.string(), fc.stringMatching(/^[[\]{}"\\]*$/));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "large", withCrossShrink: true },
      strings,
      fc.double(),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(strings, tie("value"), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(value, fc.integer({ min: 1, max: 6 }), fc.boolean(), (made, depth, spaced) => {
      const text = JSON.stringify(made, null, spaced ? 2 : 0);
      expect(passes(text, depth)).toBe(depthOf(JSON.parse(text)) <= depth);
    }),
  );
});

test("text that is no JSON passes or not, and is read to its end once", () => {
  expect(passes("]]]]}}}}", 2)).toBe(true);
  expect(passes('"[[[[[[[[', 2)).toBe(true);
  expect(passes("[[[", 2)).toBe(false);
  expect(() => checkDepth("[".repeat(100_000), 512, "An event")).toThrow(
    "An event is nested deeper than 512 levels. Raise limits.depth if it may be.",
  );
});
