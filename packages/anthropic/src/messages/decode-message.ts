import { MalformedChunkError, isObject, type JSONObject } from "@zoetrope/core";
import { providerError } from "./provider-error.js";

/** Understands the body of a whole answer. Throws what it reports instead, or `MalformedChunkError` quoting how it begins. */
export function decodeMessage(body: string, hint = ""): JSONObject {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw notAnAnswer(body, hint, cause);
  }
  return checkMessage(value, body, hint);
}

/** The same for a body that a client has parsed. */
export function checkMessage(value: unknown, body = JSON.stringify(value) ?? "", hint = ""): JSONObject {
  if (isObject(value) && value.error) throw providerError(value.error);
  if (isObject(value) && Array.isArray(value.content)) return value;
  throw notAnAnswer(body, hint);
}

function notAnAnswer(body: string, hint: string, cause?: unknown): MalformedChunkError {
  const what = body.trim() === "" ? "an empty body" : `this: ${JSON.stringify(body.trim().slice(0, 200))}`;
  return new MalformedChunkError(
    `The server answered with ${what}, which is no message of Anthropic's API.${hint} Check that baseURL is the API's, without /v1.`,
    cause === undefined ? undefined : { cause },
  );
}
