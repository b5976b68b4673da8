/** Makes the error for a value that does not fit its placeholder; the caller knows template, place and field. */
export type Fail = (problem: string, cause?: unknown) => Error;

/** A value as text. It is inserted as it is, and never read as template, role or part. */
export function renderValue(value: unknown, fail: Fail): string {
  // One level: the text of a list in a list does not tell where one ends.
  if (Array.isArray(value)) return value.map((item) => renderSingle(item, fail)).join(",");
  return renderSingle(value, fail);
}

function renderSingle(value: unknown, fail: Fail): string {
  switch (typeof value) {
    case "string":
      return value;
    case "undefined":
      return "";
    case "function":
    case "symbol":
      throw fail(`holds a ${typeof value}, which has no text: give a value, or a getter that returns one`);
    case "object":
      return value === null ? "" : renderObject(value, fail);
    default:
      return String(value);
  }
}

function renderObject(value: object, fail: Fail): string {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw fail("holds an invalid Date");
    return value.toISOString();
  }
  if (Array.isArray(value)) throw fail("holds lists in a list: write :lists, or :json");
  if (ArrayBuffer.isView(value) || value instanceof Blob)
    throw fail("holds bytes: write :image, :audio or :document, or decode them to a string");
  if (value instanceof Promise) throw fail("holds a promise: await it before the prompt is made");
  const text = textOf(value, fail);
  // What Object's own toString makes, in this realm or another; `[object Blob]` is as useless in a prompt.
  if (text === null || /^\[object [^\]]*\]$/.test(text)) {
    throw fail(
      "holds an object that has no text of its own: write :json, name one of its fields, or give it a toString()",
    );
  }
  return text;
}

function textOf(value: object, fail: Fail): string | null {
  // An object without prototype has none, and String() would speak of a failed conversion.
  if (!("toString" in value) && !(Symbol.toPrimitive in value)) return null;
  try {
    return String(value);
  } catch (cause) {
    throw fail(`holds an object whose toString() failed: ${messageOf(cause)}`, cause);
  }
}

/** The first line of what was thrown: engines draw a picture of a cycle in the lines below. */
export function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : typeof thrown === "string" ? thrown : typeof thrown;
  return message.split("\n", 1)[0] ?? "";
}
