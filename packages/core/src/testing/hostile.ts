import { isObject } from "../json/json-object.js";
import { seeded, type Random } from "./random.js";
import type { Bytes } from "./cuttings.js";

/** What servers put where something else is expected. */
const odd: readonly unknown[] = [null, "", "x", 0, -1, 1.5, true, [], {}, [null], { a: null }, [[]], undefined];

/** Bodies of events in which seeded parts of the JSON are something else, missing, or there under a name such as `__proto__`. */
export function hostileBodies(body: Bytes, count: number): Bytes[] {
  const lines = new TextDecoder().decode(body).split("\n");
  if (!lines.some((line) => parsed(line) !== null)) return [];
  return Array.from({ length: count }, (_, seed) => {
    const random = seeded(seed);
    const changed = lines.map((line) => {
      const value = random(3) === 0 ? parsed(line) : null;
      return value === null ? line : `data: ${JSON.stringify(spoil(value, random))}`;
    });
    return new TextEncoder().encode(changed.join("\n"));
  });
}

function parsed(line: string): object | null {
  if (!line.startsWith("data:")) return null;
  try {
    const value: unknown = JSON.parse(line.slice(5));
    return typeof value === "object" ? value : null;
  } catch {
    // `[DONE]`, or half of something.
    return null;
  }
}

/** A copy with one place changed. */
function spoil(value: unknown, random: Random): unknown {
  const entries = Array.isArray(value) || isObject(value) ? Object.entries(value) : [];
  if (entries.length === 0 || random(4) === 0) return odd[random(odd.length)];
  const at = random(entries.length);
  const changed = entries.map(([key, item], i): [string, unknown] => [key, i === at ? spoil(item, random) : item]);
  if (Array.isArray(value)) return changed.map(([, item]) => item);
  const name = random(8) === 0 ? "__proto__" : null;
  // Written as text: an object that is made with such a key would not have it.
  return name === null ? Object.fromEntries(changed) : JSON.parse(`{"${name}":{"polluted":true}}`);
}
