import fc from "fast-check";
import { expect, test } from "vitest";
import { TextAccumulator } from "./text-accumulator.js";

test("is empty until something is added", () => {
  const text = new TextAccumulator();
  expect([text.isEmpty, text.toString()]).toEqual([true, ""]);
  text.add("");
  expect(text.isEmpty).toBe(true);
  text.add("a");
  expect([text.isEmpty, text.toString()]).toEqual([false, "a"]);
});

test("holds the pieces in order, read at any time, across the length at which it is made flat", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.string({ minLength: 4000, maxLength: 4200 }),
    fc.constantFrom("\ud83d", "\ude00"),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 30 }), (steps) => {
      const text = new TextAccumulator();
      const pieces: string[] = [];
      for (const [next, look] of steps) {
        text.add(next);
        pieces.push(next);
        // A look that must change nothing; not looking must not, either.
        const whole = pieces.join("");
        expect(look ? text.toString() : whole).toBe(whole);
      }
      expect(text.toString()).toBe(pieces.join(""));
      expect(text.isEmpty).toBe(pieces.join("") === "");
    }),
    { numRuns: 100 },
  );
});
