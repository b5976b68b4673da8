import { type JSONObject, type ProviderStreamError } from "@zoetrope/core";
import { providerError } from "../chat/provider-error.js";
import { responseOf } from "./wire.js";

export { providerError };

/**
 * The error that an event or a whole response is, or null: `error` events (OpenAI's reference has their fields bare, its servers send them
 * under `error`), frames with an `error` as other wires of OpenAI have them, and responses that failed.
 */
export function errorIn(event: JSONObject): ProviderStreamError | null {
  if (event.error) return providerError(event.error);
  if (event.type === "error") {
    const { type: _type, sequence_number: _number, ...fields } = event;
    return providerError(fields);
  }
  return event.type === "response.failed" ? failure(responseOf(event) ?? {}) : null;
}

/** The error of a response that failed. */
export function failure({ error }: JSONObject): ProviderStreamError {
  return providerError(error || "the response failed");
}
