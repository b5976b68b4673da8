import { isObject, syntheticCallId, text, type JSONObject } from "@zoetrope/core";

/**
 * Ids of calls that the provider gave none, by the part that the call stands in. Beside the part and not in it, because the part is
 * sent back as it came. One part has one id, so that the tool, the response's neutral message and its answer name the same.
 */
const madeUp = new WeakMap<object, string>();

/** The id of the call in a part: the provider's, else one made up for it. */
export function callIdOf(part: JSONObject): string {
  const given = givenCallId(part);
  if (given !== null) return given;
  const known = madeUp.get(part);
  if (known !== undefined) return known;
  return rememberCallId(part, syntheticCallId());
}

/** The provider's id of the call in a part; null where it gave none. */
export function givenCallId(part: unknown): string | null {
  return isObject(part) && isObject(part.functionCall) ? text(part.functionCall.id) : null;
}

export function rememberCallId(part: JSONObject, id: string): string {
  if (givenCallId(part) === null) madeUp.set(part, id);
  return id;
}
