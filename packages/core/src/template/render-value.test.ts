import { describe, expect, it } from "vitest";
import { messageOf, renderValue } from "./render-value.js";

const fail = (problem: string, cause?: unknown): Error => new Error(`value ${problem}`, { cause });
const withText = (text: string) => ({ toString: () => text });

describe("renderValue", () => {
  it.each<[string, unknown, string]>([
    ["null", null, ""],
    ["undefined", undefined, ""],
    ["a number", 1.5, "1.5"],
    ["a bigint", 10n, "10"],
    ["false", false, "false"],
    ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["a list", [1, null, "b", undefined, true], "1,,b,,true"],
    ["an object with a text of its own", withText("mine"), "mine"],
    ["a text with a bracketed object at its end", withText("see [object Object]"), "see [object Object]"],
    ["a text with a bracketed object at its start", withText("[object Object] was seen"), "[object Object] was seen"],
  ])("writes %s", (_, value, text) => {
    expect(renderValue(value, fail)).toBe(text);
  });

  it.each<[string, unknown, string]>([
    ["a function", () => "x", "holds a function"],
    ["a symbol", Symbol("x"), "holds a symbol"],
    ["a list in a list", [["a"]], "holds lists in a list"],
    ["a plain object", {}, "holds an object that has no text"],
    ["an object without prototype", Object.create(null), "holds an object that has no text"],
    ["bytes", new Uint8Array(2), "holds bytes"],
    ["a Blob", new Blob(["x"]), "holds bytes"],
    ["a promise", Promise.resolve("x"), "holds a promise"],
    ["a date that is none", new Date(Number.NaN), "holds an invalid Date"],
  ])("refuses %s", (_, value, words) => {
    expect(() => renderValue(value, fail)).toThrow(words);
  });

  it("tells what a toString() threw, and keeps it", () => {
    const cause = new Error("first line\nsecond line");
    const value = {
      toString() {
        throw cause;
      },
    };
    expect(() => renderValue(value, fail)).toThrow(
      expect.objectContaining({ message: "value holds an object whose toString() failed: first line", cause }),
    );
  });
});

describe("messageOf", () => {
  it.each<[unknown, string]>([
    [new Error("a\nb"), "a"],
    ["thrown text\nb", "thrown text"],
    [7, "number"],
    [undefined, "undefined"],
  ])("of %j is %j", (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });
});
