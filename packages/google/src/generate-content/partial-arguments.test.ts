import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PartialArguments } from "./partial-arguments.js";

interface Piece {
  readonly jsonPath: string;
  readonly [value: string]: unknown;
}

/** The pieces, in the order of the document, that Google would send for these arguments; texts cut in two. */
function piecesOf(value: unknown, path = "$"): Piece[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown, at) => piecesOf(one, `${path}[${at}]`));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, one]) =>
      piecesOf(one, `${path}['${name.replaceAll(/['\\]/g, "\\$&")}']`),
    );
  }
  if (typeof value === "string") {
    const half = Math.floor(value.length / 2);
    return [
      { jsonPath: path, stringValue: value.slice(0, half), willContinue: true },
      { jsonPath: path, stringValue: value.slice(half) },
    ];
  }
  if (typeof value === "number") return [{ jsonPath: path, numberValue: value }];
  return [value === null ? { jsonPath: path, nullValue: "NULL_VALUE" } : { jsonPath: path, boolValue: value }];
}

function write(pieces: readonly Piece[]): { text: string; value: unknown; isInOrder: boolean } {
  const args = new PartialArguments();
  let text = args.open();
  for (const piece of pieces) text += args.add({ partialArgs: [piece] });
  text += args.close();
  return { text, value: args.value, isInOrder: args.isInOrder };
}

/** Names that are indexes stand first in an object, whatever the order; and what is empty has no pieces. */
const name = fc.string({ minLength: 1, maxLength: 4 }).filter((key) => !/^\d+$/.test(key));
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
    fc.dictionary(name, tie("tree"), { minKeys: 1, maxKeys: 3 }),
  ),
}));

describe("arguments in pieces", () => {
  test("the text that grows is the JSON of the whole", () => {
    fc.assert(
      fc.property(fc.dictionary(name, tree, { minKeys: 1, maxKeys: 4 }), (args) => {
        const { text, value, isInOrder } = write(piecesOf(args));
        const json = JSON.stringify(args);
        expect(isInOrder).toBe(true);
        expect(JSON.stringify(JSON.parse(text))).toBe(json);
        expect(JSON.stringify(value)).toBe(json);
      }),
    );
  });

  test("in any order the value is right, and the text stands still", () => {
    const pieces = [
      { jsonPath: "$.a.x", numberValue: 1 },
      { jsonPath: "$.b", numberValue: 2 },
      { jsonPath: "$.a.y", numberValue: 3 },
      { jsonPath: "$.list[1]", stringValue: "second" },
      { jsonPath: "$.list[0]", stringValue: "first" },
    ];
    const { text, value, isInOrder } = write(pieces);
    expect(isInOrder).toBe(false);
    expect(value).toEqual({ a: { x: 1, y: 3 }, b: 2, list: ["first", "second"] });
    expect(text).toBe('{"a":{"x":1},"b":2');
  });

  test("a text that never closed, a value said twice, and indexes far apart", () => {
    expect(write([{ jsonPath: "$.a", stringValue: "x", willContinue: true }]).text).toBe('{"a":"x"}');
    expect(
      write([
        { jsonPath: "$.a", numberValue: 1 },
        { jsonPath: "$.a", numberValue: 2 },
      ]).value,
    ).toEqual({ a: 2 });
    expect(write([{ jsonPath: "$.a[999999999]", numberValue: 1 }]).value).toEqual({ a: [1] });
    expect(write([{ jsonPath: "$..a", numberValue: 1 }]).value).toEqual({ "$..a": 1 });
    expect(write([]).text).toBe("{}");
  });
});
