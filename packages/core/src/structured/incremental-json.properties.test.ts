import fc from "fast-check";
import { expect, test } from "vitest";
import { cutAt, damagedText, jsonText, jsonTextWithUniqueKeys, places, print } from "./__fixtures__/json-texts.js";
import { IncrementalJson } from "./incremental-json.js";

const anyText = fc.oneof(jsonText, damagedText);

/** What JSON.parse makes of the text; null when it refuses it. */
function parse(text: string): string | null {
  try {
    return print(JSON.parse(text));
  } catch {
    // Refused: that is what was asked.
    return null;
  }
}

/** Whether the later value is the earlier one, grown: nothing gone, and nothing changed but strings that got longer. */
function isGrown(earlier: unknown, later: unknown): boolean {
  if (earlier === undefined) return true;
  if (typeof earlier === "string") return typeof later === "string" && later.startsWith(earlier);
  if (typeof earlier !== "object" || earlier === null) return Object.is(earlier, later);
  if (typeof later !== "object" || later === null || Array.isArray(earlier) !== Array.isArray(later)) return false;
  return Object.entries(earlier).every(
    ([key, part]) => Object.hasOwn(later, key) && isGrown(part, Reflect.get(later, key)),
  );
}

/** The value and all its parts, each behind its own parts, which is the order in which they close. */
function partsOf(
  value: unknown,
  path: readonly (string | number)[] = [],
): [path: readonly (string | number)[], value: unknown][] {
  const parts: [string | number, unknown][] = Array.isArray(value)
    ? value.map((part: unknown, index) => [index, part])
    : Object.entries(typeof value === "object" && value !== null ? value : {});
  return [...parts.flatMap(([key, part]) => partsOf(part, [...path, key])), [path, value]];
}

/** What is shown after each character, and at the end, when the text comes a character at a time. */
function statesOf(text: string): string[] {
  const json = new IncrementalJson();
  const states = text.split("").map((character) => {
    json.feed(character);
    return print(json.value);
  });
  json.end();
  return [print(undefined), ...states, print(json.value)];
}

test("whatever the pieces, the end is what JSON.parse returns, and a fault when it throws", () => {
  fc.assert(
    fc.property(anyText, places, (text, cuts) => {
      const json = new IncrementalJson();
      for (const piece of cutAt(text, cuts)) json.feed(piece);
      json.end();
      expect(json.error ? null : print(json.value)).toBe(parse(text));
    }),
    { numRuns: 3000 },
  );
});

test("what is shown of a prefix, and the fault, do not depend on how it was cut", () => {
  fc.assert(
    fc.property(anyText, places, (text, cuts) => {
      const states = statesOf(text);
      const json = new IncrementalJson();
      let length = 0;
      for (const piece of cutAt(text, cuts)) {
        json.feed(piece);
        length += piece.length;
        expect(print(json.value)).toBe(states[length]);
      }
      json.end();
      expect(print(json.value)).toBe(states.at(-1));
      const whole = new IncrementalJson();
      whole.feed(text);
      whole.end();
      expect(json.error).toEqual(whole.error);
    }),
    { numRuns: 1000 },
  );
});

test("what was shown only grows, in the same containers, and `changed` tells when", () => {
  fc.assert(
    fc.property(jsonTextWithUniqueKeys, places, (text, cuts) => {
      const json = new IncrementalJson();
      let earlier: unknown;
      const containers: [path: readonly (string | number)[], value: unknown][] = [];
      for (const piece of cutAt(text, cuts)) {
        json.feed(piece);
        const now = json.snapshot();
        expect(print(now)).toBe(print(json.value));
        expect(isGrown(earlier, now)).toBe(true);
        expect(json.changed).toBe(print(now) !== print(earlier));
        earlier = now;
        const parts = json.value === undefined ? [] : partsOf(json.value);
        for (const [path, container] of containers) {
          expect(parts.find(([other]) => print(other) === print(path))?.[1]).toBe(container);
        }
        containers.splice(0, Infinity, ...parts.filter(([, part]) => typeof part === "object" && part !== null));
      }
    }),
    { numRuns: 500 },
  );
});

test("`changed` tells of keys that come twice, too", () => {
  fc.assert(
    fc.property(jsonText, places, (text, cuts) => {
      const json = new IncrementalJson();
      let earlier = print(undefined);
      for (const piece of cutAt(text, cuts)) {
        json.feed(piece);
        const now = print(json.value);
        // A second container with the same parts is another object, though it prints the same.
        expect(json.changed || now === earlier).toBe(true);
        earlier = now;
      }
    }),
    { numRuns: 500 },
  );
});

test("a part that is done stays as it is, and all are done at the end", () => {
  fc.assert(
    fc.property(jsonTextWithUniqueKeys, places, (text, cuts) => {
      const json = new IncrementalJson();
      const final = new Map(partsOf(JSON.parse(text)).map(([path, part]) => [print(path), print(part)]));
      for (const piece of cutAt(text, cuts)) {
        json.feed(piece);
        if (json.value === undefined) continue;
        const done = partsOf(json.value).filter(([path]) => json.isDone(path));
        expect(done.every(([path, part]) => print(part) === final.get(print(path)))).toBe(true);
      }
      json.end();
      for (const [path] of partsOf(json.value)) expect(json.isDone(path)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("each part is reported once, as it closes", () => {
  fc.assert(
    fc.property(jsonTextWithUniqueKeys, places, (text, cuts) => {
      const closed: string[] = [];
      const json: IncrementalJson = new IncrementalJson({
        onClosed: (path, value) => {
          expect(json.isDone(path)).toBe(true);
          closed.push(`${print(path)} ${print(value)}`);
        },
      });
      for (const piece of cutAt(text, cuts)) json.feed(piece);
      json.end();
      // An object has its index keys first, wherever they stood in the text.
      const expected = partsOf(JSON.parse(text)).map(([path, part]) => `${print(path)} ${print(part)}`);
      expect(closed.toSorted()).toEqual(expected.toSorted());
    }),
    { numRuns: 500 },
  );
});
