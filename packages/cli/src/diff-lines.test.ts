import fc from "fast-check";
import { expect, test } from "vitest";
import { diffLines, type LineChange } from "./diff-lines.js";

const shown = (changes: readonly LineChange[]) => changes.map(({ kind, line, text }) => `${kind}${line} ${text}`);

test.each([
  ["", "", []],
  ["a b c", "a b c", []],
  ["a b c", "a x c", ["-2 b", "+2 x"]],
  ["a c", "a b c", ["+2 b"]],
  ["a b c", "c", ["-1 a", "-2 b"]],
  ["a a a", "a a", ["-3 a"]],
  ["a b c d", "b x d y", ["-1 a", "-3 c", "+2 x", "+4 y"]],
  ["", "a", ["+1 a"]],
])("%j → %j", (before, after, expected) => {
  const lines = (text: string) => (text === "" ? [] : text.split(" "));
  expect(shown(diffLines(lines(before), lines(after)))).toEqual(expected);
});

/** The change made by hand, as the numbers of its lines say. */
function patched(before: readonly string[], changes: readonly LineChange[]): readonly string[] {
  const removed = new Set(changes.filter(({ kind }) => kind === "-").map(({ line }) => line));
  const result = before.filter((_, at) => !removed.has(at + 1));
  for (const { kind, line, text } of changes) if (kind === "+") result.splice(line - 1, 0, text);
  return result;
}

test("the difference makes the one text of the other, and takes away no line that both have alone", () => {
  const texts = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const changes = diffLines(before, after);
      expect(patched(before, changes)).toEqual(after);
      for (const { kind, line, text } of changes) expect((kind === "-" ? before : after)[line - 1]).toBe(text);
      expect(changes.length % 2).toBe((before.length + after.length) % 2);
      expect(diffLines(before, [...before, ...after])).toHaveLength(after.length);
    }),
  );
});

test("texts too long to compare are exchanged as a whole, at once", () => {
  const before = Array.from({ length: 3000 }, (_, at) => `a${at}`);
  const after = before.map((line) => `b${line}`);
  const started = performance.now();
  expect(diffLines(before, after)).toHaveLength(6000);
  expect(performance.now() - started).toBeLessThan(500);
});
