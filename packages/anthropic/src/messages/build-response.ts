import { parseArguments, type JSONObject, type ToolSlot } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import type { ContentBlock } from "./content-block.js";
import type { MessageState } from "./stream-state.js";

/** Text of the whole answer, of which each block has a stretch. */
interface Texts {
  readonly content: string;
  readonly reasoning: string;
}

/** The whole message that a stream adds up to, as the same call without `stream` would have received it. */
export function buildMessage(state: MessageState): Anthropic.Message {
  const texts = { content: state.main.content.toString(), reasoning: state.main.reasoning.toString() };
  const message: Record<string, unknown> = {
    ...Object.fromEntries(state.fields),
    id: state.id,
    type: "message",
    model: state.model,
    content: state.blocks.flatMap((block) => buildBlock(block, texts)),
    stop_reason: state.main.finishReason,
  };
  message.role ??= "assistant";
  if (state.usage !== null) message.usage = state.usage;
  // The one place where what a server sent is given Anthropic's type: servers leave fields out, and every reader here expects it.
  return message as unknown as Anthropic.Message;
}

/** A call as it stands in a message. */
export function rawToolCall(state: MessageState, slot: ToolSlot): JSONObject {
  const block = state.blocks.find((one) => one.slot === slot);
  return callBlock({ ...block?.opened, ...Object.fromEntries(block?.fields ?? []) }, slot);
}

/** None for a call that was not handed out, or a block that may be cut: a history with it would be refused. */
function buildBlock(block: ContentBlock, { content, reasoning }: Texts): JSONObject[] {
  const { type, opened, slot, from, to } = block;
  const base: JSONObject = { ...opened, ...Object.fromEntries(block.fields) };
  switch (type) {
    case "text": {
      const before: unknown[] = Array.isArray(opened.citations) ? opened.citations : [];
      const citations = block.citations.length > 0 ? { citations: [...before, ...block.citations] } : {};
      return [{ ...base, text: content.slice(from, to), ...citations }];
    }
    case "thinking": {
      const signature = block.signature ?? opened.signature ?? "";
      return [{ ...base, thinking: reasoning.slice(from, to), signature }];
    }
    case "tool_use":
      return slot?.delivered ? [callBlock(base, slot)] : [];
  }
  if (block.input === null) return block.stopped ? [base] : [];
  const { text, value, error } = parseArguments(block.input.toString());
  return block.stopped ? [{ ...base, input: error ? text : value }] : [];
}

/** Input that is no JSON (cut at the token limit, say) stands as text. */
function callBlock(base: JSONObject, slot: ToolSlot): JSONObject {
  const { text, value, error } = slot.arguments;
  return { ...base, type: "tool_use", id: slot.id, name: slot.name, input: error ? text : value };
}
