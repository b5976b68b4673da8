import { describe, expect, test } from "vitest";
import { accepted, refused } from "./__fixtures__/json-cases.js";
import { print } from "./__fixtures__/json-texts.js";
import { IncrementalJson } from "./incremental-json.js";

/** Reads the text at once, and once more a character at a time. */
function readTwice(text: string): IncrementalJson[] {
  return [[text], text.split("")].map((pieces) => {
    const json = new IncrementalJson();
    for (const piece of pieces) json.feed(piece);
    json.end();
    return json;
  });
}

describe("a JSON text is read as by JSON.parse:", () => {
  test.each(accepted)("%s", (_, text) => {
    const expected = print(JSON.parse(text));
    for (const json of readTwice(text)) {
      expect(json.error).toBeNull();
      expect(print(json.value)).toBe(expected);
    }
  });
});

describe("what JSON.parse refuses is refused, at its place:", () => {
  test.each(refused)("%s", (_, text, offset) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    for (const json of readTwice(text)) {
      expect(json.error).toMatchObject({ kind: offset === text.length ? "end" : "syntax", offset });
    }
  });
});
