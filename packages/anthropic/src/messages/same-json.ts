import { isObject } from "@zoetrope/core";

/** Whether two values are the same JSON, whatever the order of their keys. A field that is undefined is none. */
export function sameJSON(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => sameJSON(item, b[at]));
  }
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  const [left, right] = [entriesOf(a), new Map(entriesOf(b))];
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameJSON(value, right.get(key)));
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
