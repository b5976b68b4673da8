import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText, print } from "./__fixtures__/json-texts.js";
import { copyJson } from "./copy-json.js";

test("a copy says the same, and shares no container", () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      const value = JSON.parse(text);
      const copy = copyJson(value);
      expect(print(copy)).toBe(print(value));
      const containers = new Set(containersOf(value));
      expect(containersOf(copy).some((container) => containers.has(container))).toBe(false);
    }),
  );
});

function containersOf(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(containersOf)];
}
