import { MalformedChunkError, isObject, type JSONObject } from "@zoetrope/core";
import { providerError } from "./provider-error.js";

/** Understands the body of a whole answer. Throws what it reports instead, or `MalformedChunkError` quoting how it begins. */
export function decodeResponse(body: string, hint = ""): JSONObject {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw notAnAnswer(body, hint, cause);
  }
  return checkResponse(value, body, hint);
}

/** The same for a body that a client has parsed. */
export function checkResponse(value: unknown, body = JSON.stringify(value) ?? "", hint = ""): JSONObject {
  // Without `alt=sse` the API sends a stream as one list, and its error as a list of one.
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (isObject(first) && first.error) throw providerError(first.error);
  if (isObject(value) && answerFields.some((name) => isObject(value[name]) || Array.isArray(value[name]))) return value;
  throw notAnAnswer(body, hint);
}

/** Any of these makes a body an answer: a blocked prompt has no candidates, and usage may come alone. */
const answerFields = ["candidates", "promptFeedback", "usageMetadata"];

function notAnAnswer(body: string, hint: string, cause?: unknown): MalformedChunkError {
  const what = body.trim() === "" ? "an empty body" : `this: ${JSON.stringify(body.trim().slice(0, 200))}`;
  return new MalformedChunkError(
    `The server answered with ${what}, which is no answer of generateContent.${hint} Check the baseURL: the SDK adds the version and the model's path to it.`,
    cause === undefined ? undefined : { cause },
  );
}
