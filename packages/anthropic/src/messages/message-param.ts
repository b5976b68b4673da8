import {
  isObject,
  objects,
  parseArguments,
  syntheticCallId,
  text,
  type JSONObject,
  type ReceivedToolCall,
} from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";

/**
 * The message of an answer, ready to be sent back in the next turn: thinking with its signature, redacted thinking and the blocks of
 * the provider's own tools go along as they came, and so do blocks that this library does not know. Left out is what the API refuses
 * there: text without a character, and thinking that was cut before its signature.
 */
export function toMessageParam(message: JSONObject, calls: readonly JSONObject[]): Anthropic.AssistantMessageParam {
  let next = 0;
  const content = objects(message.content).flatMap((block): JSONObject[] => {
    if (block.type === "text") return text(block.text) === null ? [] : [block];
    if (block.type === "thinking") return text(block.signature) === null ? [] : [block];
    if (block.type !== "tool_use") return [block];
    const call = calls[next++] ?? block;
    return [{ ...call, input: toInput(call.input) }];
  });
  // What a server sent of a message is what it takes back, and wider than the type.
  return { role: "assistant", content: content as unknown as Anthropic.ContentBlockParam[] };
}

/** The calls in a message of tools that the client runs, each with an id, whatever the server sent. */
export function toolCallsOf(message: JSONObject): readonly JSONObject[] {
  return objects(message.content)
    .filter((block) => block.type === "tool_use")
    .map((block) => (text(block.id) === null ? { ...block, id: syntheticCallId() } : block));
}

/** A call of a whole message as the tools of a call read it. */
export function receivedCall(call: JSONObject): ReceivedToolCall {
  const { input } = call;
  const isText = typeof input === "string" || input === undefined || input === null;
  const args = isText ? parseArguments(input ?? "") : { text: JSON.stringify(input), value: input, error: null };
  return { id: text(call.id) ?? "", name: text(call.name) ?? "", arguments: args, raw: call };
}

/**
 * A call's input as a message may hold it: always an object. Arguments that were no JSON are wrapped as Anthropic's guide has it:
 * `{ "INVALID_JSON": "…" }`.
 * Source: https://platform.claude.com/docs/en/agents-and-tools/tool-use/fine-grained-tool-streaming, handling invalid JSON.
 */
export function toInput(args: unknown): JSONObject {
  if (isObject(args)) return args;
  if (args === undefined || args === null || args === "") return {};
  return { INVALID_JSON: typeof args === "string" ? args : JSON.stringify(args) };
}
