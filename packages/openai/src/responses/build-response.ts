import { syntheticCallId, text, type JSONObject } from "@zoetrope/core";
import type OpenAI from "openai";
import type { OutputItem } from "./output-item.js";
import type { ResponsesState } from "./stream-state.js";
import { isCall, itemsOf, joinedText } from "./wire.js";

/** The whole answer that a stream adds up to, as the same call without `stream` would have received it. */
export function buildResponse(state: ResponsesState): OpenAI.Responses.Response {
  return asResponse({
    ...state.response,
    id: state.id,
    model: state.model,
    output: state.items
      .filter((item) => isHandedOut(item) && (state.ended || isWhole(item)))
      .map((item) => item.toJSON()),
    ...(state.usage === null ? {} : { usage: state.usage }),
  });
}

/** A call that was never handed out is not part of the answer: its arguments may be cut, and a history with it would be refused. */
function isHandedOut({ item, slot, begun }: OutputItem): boolean {
  return !isCall(item) || (slot === null ? !begun : slot.delivered);
}

/** What was only announced of a tool of the provider's is refused in a history. Words and reasoning count as far as they came. */
function isWhole({ item, done }: OutputItem): boolean {
  return done || isCall(item) || item.type === "message" || item.type === "reasoning";
}

/** What a server sent as a response, with the `output_text` that the SDK puts there. */
export function asResponse(response: JSONObject): OpenAI.Responses.Response {
  const output = itemsOf(response).map(withCallId);
  const whole: JSONObject = { ...response, output, output_text: joinedText(output, "content") };
  // The one place where what a server sent is given OpenAI's type: servers leave fields out, and every reader here expects it.
  return whole as unknown as OpenAI.Responses.Response;
}

/** What a call is answered by. */
function withCallId(item: JSONObject): JSONObject {
  return isCall(item) && text(item.call_id) === null ? { ...item, call_id: syntheticCallId() } : item;
}
