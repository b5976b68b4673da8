import { isObject } from "@zoetrope/core";

/** True for a JSON object that has these keys, each with a string, and no other key. */
export function hasOnlyStrings<K extends string>(
  value: unknown,
  ...keys: readonly K[]
): value is Readonly<Record<K, string>> {
  return (
    isObject(value) && Object.keys(value).length === keys.length && keys.every((key) => typeof value[key] === "string")
  );
}
