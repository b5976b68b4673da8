import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PartialArguments } from "./partial-arguments.js";

function read(...fragments: readonly string[]): unknown {
  const args = new PartialArguments();
  for (const fragment of fragments) args.feed(fragment);
  return args.value;
}

/** Cuts a text at these places, each counted from the one before. */
function cut(text: string, lengths: readonly number[]): string[] {
  const fragments = [];
  let at = 0;
  for (const length of lengths) fragments.push(text.slice(at, (at += length)));
  return [...fragments, text.slice(at)];
}

describe("PartialArguments", () => {
  it("shows what is known so far", () => {
    expect(read('{"city":"Os')).toEqual({ city: "Os" });
    expect(read('{"city":"Os', 'lo","days":1')).toEqual({ city: "Oslo" });
    expect(read('{"city":"Os', 'lo","days":1', "2}")).toEqual({ city: "Oslo", days: 12 });
  });

  it("has nothing before the first brace", () => {
    expect(read()).toBeUndefined();
    expect(read("", " ")).toBeUndefined();
  });

  it("reads what is no JSON as far as it is", () => {
    expect(read('{"city":"Oslo", ', "days: 3}")).toEqual({ city: "Oslo" });
    expect(read("Sure, here you are: {}")).toBeUndefined();
    expect(read(" ", "Sure")).toBeUndefined();
    expect(read("{", "days: 3}")).toEqual({});
    expect(read('{"days":[', "1,", "null!")).toEqual({ days: [1, null] });
  });

  it("reads a server that sends the whole again each time", () => {
    expect(read('{"ci', '{"city":"Os', '{"city":"Oslo"}')).toEqual({ city: "Oslo" });
    expect(read('{"city":"Os', '{"city":"Oslo"', '{"city":"Oslo","days":1}')).toEqual({ city: "Oslo", days: 1 });
    expect(read('{"city":"Oslo"}', '{"city":"Oslo"}')).toEqual({ city: "Oslo" });
    expect(read('{"ci', "", '{"city":"Oslo"}')).toEqual({ city: "Oslo" });
    const args = new PartialArguments();
    for (const fragment of ['{"ci', '{"city":"Os']) args.feed(fragment);
    const live = args.value;
    args.feed('{"city":"Oslo"}');
    expect([live, args.value === live]).toEqual([{ city: "Oslo" }, true]);
  });

  it("does not take a tree whose branches begin like it for such a server", () => {
    expect(read('{"node":', '{"node":', '{"leaf":1}}}')).toEqual({ node: { node: { leaf: 1 } } });
    expect(read('{"', '{":1}')).toEqual({ "{": 1 });
  });

  it("reads a server that opens every call with {}", () => {
    expect(read("{}", '{"city":', '"Oslo"}')).toEqual({ city: "Oslo" });
    expect(read("{", "}", '{"city":', '"Oslo"}')).toEqual({ city: "Oslo" });
  });

  it("keeps what it has when something comes behind the arguments", () => {
    expect(read('{"city":"Oslo"}', '{"city":"Rome"}')).toEqual({ city: "Oslo" });
    expect(read('{"city":"Oslo"}', " and more")).toEqual({ city: "Oslo" });
  });

  it("ends where JSON.parse does, however the text is cut", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.nat(6)), (value, lengths) => {
        const text = JSON.stringify(value);
        expect(read(...cut(text, lengths))).toEqual(JSON.parse(text));
      }),
    );
  });
});
