import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { done, everyByte, splitAt, sse } from "./index.js";

describe("events", () => {
  test("sse makes one event of each value", () => {
    expect(sse({ a: 1 }, "ü", null)).toEqual(['data: {"a":1}\n\n', 'data: "ü"\n\n', "data: null\n\n"]);
  });

  test("done is the end marker", () => {
    expect(done()).toBe("data: [DONE]\n\n");
  });
});

describe("splitting", () => {
  test("splitAt splits before the given bytes, also inside a character", () => {
    const parts = splitAt("aü€", 1, 2, 5);
    expect(parts.map((part) => [...part])).toEqual([[0x61], [0xc3], [0xbc, 0xe2, 0x82], [0xac]]);
  });

  test("without offsets everything stays together", () => {
    expect(splitAt("abc").map(String)).toEqual([String(Buffer.from("abc"))]);
  });

  test("splitAt loses nothing, wherever it splits", () => {
    const cases = fc
      .uint8Array({ minLength: 1 })
      .chain((bytes) => fc.tuple(fc.constant(bytes), fc.array(fc.nat({ max: bytes.length })).map(ascending)));
    fc.assert(
      fc.property(cases, ([bytes, offsets]) => {
        const parts = splitAt(bytes, ...offsets);
        expect(parts).toHaveLength(offsets.length + 1);
        expect(Buffer.concat(parts)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test("everyByte gives single bytes", () => {
    expect(everyByte("aü").map((part) => [...part])).toEqual([[0x61], [0xc3], [0xbc]]);
  });
});

function ascending(numbers: number[]): number[] {
  return numbers.toSorted((a, b) => a - b);
}
