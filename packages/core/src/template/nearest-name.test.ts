import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearestName } from "./nearest-name.js";

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["abc", "abc", 0],
    ["abc", "", 3],
    ["kitten", "sitting", 3],
    ["SYSTM", "SYSTEM", 1],
    ["ab", "ba", 2],
  ])("of %s and %s is %i", (a, b, distance) => {
    expect(editDistance(a, b, 3)).toBe(distance);
    expect(editDistance(b, a, 3)).toBe(distance);
  });

  it("is at most the number of edits made, and Infinity above its limit", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
    fc.assert(
      fc.property(word, fc.nat(8), fc.constantFrom("a", "x"), (text, at, letter) => {
        const edited = text.slice(0, at) + letter + text.slice(at + 1);
        expect(editDistance(text, edited, 1)).toBeLessThanOrEqual(1);
        expect(editDistance(text, `${text}xx`, 1)).toBe(Infinity);
      }),
    );
  });
});

describe("nearestName", () => {
  it.each([
    ["gnre", ["guests", "genre"], "genre"],
    ["Genre", ["genre"], "genre"],
    ["recomendations", ["recommendation"], "recommendation"],
    ["x", ["id"], null],
    ["colour", ["title", "author"], null],
    ["a", [], null],
  ])("of %s among %j is %s", (name, names, nearest) => {
    expect(nearestName(name, names)).toBe(nearest);
  });
});
