import {
  parseArguments,
  syntheticCallId,
  type ReceivedToolCall,
  type ToolArguments,
  isObject,
  objects,
  text,
  type JSONObject,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { calledIn } from "./wire.js";

/**
 * The message of an answer, ready to be sent back in the next turn. Fields that this library does not know go along: Gemini refuses
 * a turn without its `thought_signature`. Left out is what a server would refuse or ignore there.
 */
export function toMessageParam(
  message: JSONObject,
  calls: readonly JSONObject[],
): OpenAI.ChatCompletionAssistantMessageParam {
  const { content, annotations, audio, function_call, tool_calls, refusal, role, ...fields } = message;
  const param: Record<string, unknown> = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
  param.role = "assistant";
  param.content = content ?? null;
  if (text(refusal) !== null) param.refusal = refusal;
  // The sound itself is not sent back: the provider knows it by its id.
  if (isObject(audio) && text(audio.id) !== null) param.audio = { id: audio.id };
  if (isObject(function_call) && text(function_call.name) !== null) param.function_call = function_call;
  if (calls.length > 0) param.tool_calls = calls.map(withArguments);
  // A message of nothing at all, left before its first word, is refused; an empty text is not.
  if (param.content === null && !["refusal", "audio", "function_call", "tool_calls"].some((name) => name in param)) {
    param.content = "";
  }
  // What a server sent of a message is what it takes back, and wider than the type.
  return param as unknown as OpenAI.ChatCompletionAssistantMessageParam;
}

/** The tool calls of a message, each with an id and its arguments as text, whatever the server sent. */
export function toolCallsOf(message: JSONObject): readonly JSONObject[] {
  return objects(message.tool_calls).map(({ index: _index, id, type, ...call }) => {
    const fields = { ...call, id: text(id) ?? syntheticCallId(), type: text(type) ?? "function" };
    if (fields.type === "custom" || !isObject(call.function)) return fields;
    return { ...fields, function: { ...call.function, arguments: calledIn(call).input } };
  });
}

/** A tool call as the tools of a call read it. A custom tool's input is text, and no JSON is expected in it. */
export function receivedCall(call: JSONObject, read?: ToolArguments): ReceivedToolCall {
  const { name, input } = calledIn(call.type === "custom" ? { custom: call.custom } : call);
  return {
    id: String(call.id),
    name: String(name ?? ""),
    arguments: call.type === "custom" ? { text: input, value: input, error: null } : (read ?? parseArguments(input)),
    raw: call,
  };
}

/** A call without arguments came as ""; as part of a history that is refused by servers that parse it. */
function withArguments(call: JSONObject): JSONObject {
  if (!isObject(call.function) || String(call.function.arguments).trim() !== "") return call;
  return { ...call, function: { ...call.function, arguments: "{}" } };
}
