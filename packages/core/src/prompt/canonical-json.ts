/**
 * A copy as JSON has it, with the keys of every object sorted by code unit: two values that say the same are the same text.
 * Lists keep their order. Throws a TypeError for what JSON cannot hold, a cycle or a BigInt.
 */
export function canonicalJSON(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? null : JSON.parse(text, sortKeys);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const names = Object.keys(value).toSorted();
  return Object.fromEntries(names.map((name): [string, unknown] => [name, Reflect.get(value, name)]));
}

/**
 * The same for a JSON Schema, or whatever holds some. `required` is sorted too: it is a set, which zod writes in the order of
 * the keys.
 */
export function canonicalSchema(value: unknown): unknown {
  return sortRequired(canonicalJSON(value));
}

function sortRequired(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortRequired);
  if (typeof value !== "object" || value === null) return value;
  const isObjectSchema = "properties" in value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    if (isObjectSchema && key === "required" && Array.isArray(item)) return [key, item.toSorted()];
    return [key, sortRequired(item)];
  });
  return Object.fromEntries(entries);
}
