import { MalformedChunkError, endMarker, isObject, type JSONObject } from "@zoetrope/core";
import { providerError } from "./chat/provider-error.js";

/** Understands one frame of any of OpenAI's wires, as `StreamAdapter.decode` has to. What an object means in an `error` event is left to the wire. */
export function decodeFrame(
  data: unknown,
  event: string | undefined,
  unterminated?: true,
): JSONObject | typeof endMarker | null {
  // An iterated client hands over what it decoded.
  if (typeof data !== "string") return isObject(data) ? data : null;
  if (event === "ping") return null;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    const trimmed = data.trim();
    if (trimmed === "[DONE]") return endMarker;
    if (event === "error" && !unterminated) throw providerError(trimmed);
    if (trimmed === "") return null;
    throw new MalformedChunkError(
      `The stream holds an event that is no JSON: ${JSON.stringify(data.slice(0, 200))}. Read error.partial for what had arrived before it.`,
      { cause },
    );
  }
  if (isObject(value)) return value;
  if (event === "error") throw providerError(value);
  return null;
}
