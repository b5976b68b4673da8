import { expect, test } from "vitest";
import { jsonFault } from "./json-fault.js";

const placeOf = (path: readonly (string | number)[]): string => jsonFault("syntax", "Wrong", 7, path).message;

test("a fault says where it is, and shortens a way of more than 80 characters in its middle", () => {
  expect(placeOf([])).toBe("Wrong at the top level, offset 7.");
  expect(placeOf(["a", 0, "b"])).toBe("Wrong at a.0.b, offset 7.");
  expect(placeOf(["a".repeat(80)])).toBe(`Wrong at ${"a".repeat(80)}, offset 7.`);
  expect(placeOf(["a".repeat(41), "b".repeat(40)])).toBe(`Wrong at ${"a".repeat(40)}…${"b".repeat(40)}, offset 7.`);
});
