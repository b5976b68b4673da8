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
 * there: text without a character, white space where no other block has words, thinking that was cut before its signature, and calls of
 * the provider's own tools that nothing answered, save where the answer says that it waits for them.
 */
export function toMessageParam(message: JSONObject, calls: readonly JSONObject[]): Anthropic.AssistantMessageParam {
  let next = 0;
  const blocks = objects(message.content);
  const hasWords = blocks.some((block) => block.type === "text" && (text(block.text) ?? "").trim() !== "");
  const answered = new Set(blocks.map((block) => block.tool_use_id));
  const isWaiting = message.stop_reason === "pause_turn" || message.stop_reason === "tool_use";
  const content = blocks.flatMap((block): JSONObject[] => {
    if (block.type === "text") return hasWords && text(block.text) !== null ? [block] : [];
    if (serverCalls.has(block.type)) return isWaiting || answered.has(block.id) ? [block] : [];
    if (block.type === "thinking") return text(block.signature) === null ? [] : [block];
    if (block.type !== "tool_use") return [block];
    const call = calls[next++] ?? block;
    return [{ ...call, input: toInput(call.input) }];
  });
  // What a server sent of a message is what it takes back, and wider than the type.
  return { role: "assistant", content: content as unknown as Anthropic.ContentBlockParam[] };
}

/** Calls of tools that the provider runs; each is answered by a block with its id. */
const serverCalls: ReadonlySet<unknown> = new Set(["server_tool_use", "mcp_tool_use"]);

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
