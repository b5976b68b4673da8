import { isObject, text, type JSONObject, type ReceivedToolCall, type ToolArguments } from "@zoetrope/core";
import { callIdOf } from "./call-id.js";

/** A part that calls a function of the client's. */
export function isCall(part: JSONObject): part is JSONObject & { readonly functionCall: JSONObject } {
  return isObject(part.functionCall);
}

/** A call as the tools of a request read it. */
export function receivedCall(part: JSONObject): ReceivedToolCall {
  const call = isObject(part.functionCall) ? part.functionCall : {};
  return { id: callIdOf(part), name: text(call.name) ?? "", arguments: argumentsOf(call), raw: part };
}

/** The arguments come parsed; a function without any may have none. */
export function argumentsOf(call: JSONObject): ToolArguments {
  const value = call.args ?? {};
  return { text: JSON.stringify(value), value, error: null };
}

/** The calls in the parts of a whole answer. */
export function receivedCalls(parts: readonly JSONObject[]): readonly ReceivedToolCall[] {
  return parts.filter(isCall).map(receivedCall);
}
