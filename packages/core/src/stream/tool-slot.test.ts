import { expect, test } from "vitest";
import { ToolSlot } from "./tool-slot.js";

/** A call whose arguments came in these fragments, and are over. */
function settled(...fragments: readonly string[]): ToolSlot {
  const slot = new ToolSlot(10);
  for (const fragment of fragments) slot.append(fragment);
  slot.settle();
  return slot;
}

test.each<[string, readonly string[], unknown]>([
  ["come in pieces", ['{"x"', ":1}"], { x: 1 }],
  ["come whole again each time", ['{"x"', '{"x":1', '{"x":1}'], { x: 1 }],
  ["come whole again each time, with nothing between", ['{"x"', "", '{"x":1}'], { x: 1 }],
  ["follow an empty object", ["{}", '{"x":1}'], { x: 1 }],
  ["never come", [""], {}],
])("arguments that %s are read", (_, fragments, value) => {
  expect(settled(...fragments).arguments).toMatchObject({ value, error: null });
});

test.each([
  ["in two characters that are no empty object", ["12", '{"x":1}'], '12{"x":1}'],
  ["behind an empty object", ["{}", '{"x"'], '{}{"x"'],
  ["behind a null that begins its fragment", ['{"x"', ":", "null"], '{"x":null'],
  ["at their end", ['{"x":1', "]"], '{"x":1]'],
])("arguments that are broken %s are told as they came", (_, fragments, text) => {
  const { arguments: args } = settled(...fragments);
  expect([args.text, args.error === null]).toEqual([text, false]);
});

test("arguments that are whole are told as they came, white space and all", () => {
  expect(settled("{}", " ").arguments).toMatchObject({ text: "{} ", value: {}, error: null });
});

test("arguments are complete with the brace that closes them, and with none in a string", () => {
  const slot = new ToolSlot(10);
  const states: boolean[] = [];
  for (const fragment of ["", "{", '"a":{"b', '\\"}}', "\\", '\\"', "}", "}"]) {
    slot.append(fragment);
    states.push(slot.complete);
  }
  expect(states).toEqual([false, false, false, false, false, false, false, true]);
});
