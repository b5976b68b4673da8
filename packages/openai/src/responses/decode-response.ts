import { MalformedChunkError, isObject, type JSONObject } from "@zoetrope/core";
import { failure, providerError } from "./provider-error.js";

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
  if (isObject(value) && value.status === "failed") throw failure(value);
  if (isObject(value) && value.error) throw providerError(value.error);
  // One that runs in the background has no output yet.
  if (isObject(value) && (Array.isArray(value.output) || value.object === "response")) return value;
  throw notAnAnswer(body, hint);
}

function notAnAnswer(body: string, hint: string, cause?: unknown): MalformedChunkError {
  const what = body.trim() === "" ? "an empty body" : `this: ${JSON.stringify(body.trim().slice(0, 200))}`;
  return new MalformedChunkError(
    `The server answered with ${what}, which is no response of the Responses API.${hint} Check that baseURL is the API's, with its version (…/v1), and that the server has /responses.`,
    cause === undefined ? undefined : { cause },
  );
}
