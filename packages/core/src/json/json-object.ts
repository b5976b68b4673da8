/** What came over a wire, before anybody has looked at it: fields may be missing, null, or of another type than documented. */
export type JSONObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JSONObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects of what should be a list of them. */
export function objects(value: unknown): JSONObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A string that is not empty, else null: providers send "" where they mean nothing. */
export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
