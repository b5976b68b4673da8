import { expect, test } from "vitest";
import { getPart, hasPart, isContainer, setPart, type OpenContainer } from "./json-value.js";

test("containers are lists and objects", () => {
  expect([[], {}, null, undefined, "a", 1, true].map(isContainer)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("parts are own members and elements: not a list's length, and nothing inherited", () => {
  const list: OpenContainer = ["a"];
  expect([hasPart(list, 0), hasPart(list, 1), hasPart(list, "length"), hasPart(list, "map")]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect([hasPart({ length: 1 }, "length"), hasPart({ a: 1 }, "a"), hasPart({}, "toString")]).toEqual([
    true,
    true,
    false,
  ]);
  expect([getPart(list, "0"), getPart({ a: 1 }, "a")]).toEqual(["a", 1]);
});

test("a member called __proto__ is one like any other: it can be set again, listed and removed, and is inherited from by nobody", () => {
  const object: OpenContainer = {};
  setPart(object, "__proto__", { polluted: true });
  setPart(object, "__proto__", { polluted: 2 });
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  expect(JSON.stringify(object)).toBe('{"__proto__":{"polluted":2}}');
  expect(Object.getOwnPropertyDescriptor(object, "__proto__")).toMatchObject({
    writable: true,
    enumerable: true,
    configurable: true,
  });
  expect("polluted" in object).toBe(false);
});

test("elements are set by their index", () => {
  const list: OpenContainer = [];
  setPart(list, "0", "a");
  setPart(list, 1, "b");
  expect([list, list.length]).toEqual([["a", "b"], 2]);
});
