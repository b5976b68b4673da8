import type { Message, RefusalPart, Role, TextPart, ToolResultPart } from "@zoetrope/core";
import type OpenAI from "openai";
import { fromOpenAIToolCalls } from "./convert-tool-calls.js";
import { flatParts } from "./flat-parts.js";
import { fromOpenAIPart, fromToolContent } from "./read-parts.js";
import { restoreUnsent } from "./unsent-fields.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;
type Fields = Readonly<Record<string, unknown>>;

/** The neutral form of OpenAI's messages, one for each. `toOpenAIMessages` gives them back equal in every field. */
export function fromOpenAIMessages(messages: readonly MessageParam[]): Message[] {
  return messages.map(fromOpenAIMessage);
}

/**
 * The neutral form of one of OpenAI's messages. Whatever has no neutral place is kept: fields in `extra.openai` of the
 * message or part they stood on (the id of an assistant's audio, say), parts as opaque parts, and a message that has no
 * neutral form at all (role `function`, a tool message without a `tool_call_id`) as a `tool` message with one opaque part.
 * Where the parts do not tell how the content was written, `extra.openai.content` does: `[]` for a list where a string
 * would do, else what stood in place of a list.
 */
export function fromOpenAIMessage(message: MessageParam): Message {
  const { role, content, ...fields }: Fields = { ...message };
  const { name, ...unnamed } = fields;
  // A name that is no string (null, from a vendor) is kept like any field that is not known.
  const [named, rest] = typeof name === "string" ? [{ name }, unnamed] : [{}, fields];
  switch (role) {
    case "system":
    case "developer":
    case "user":
      return { role, ...named, ...readContent(message, role, content, rest) };
    case "assistant":
      return { role, ...named, ...readAssistant(message, content, rest) };
    case "tool": {
      const result = readToolResult(message, content, rest);
      return result ? { role, ...named, content: [result] } : opaqueMessage(message);
    }
    default:
      return opaqueMessage(message);
  }
}

type Content = Omit<Message, "role" | "name">;

function readContent(message: MessageParam, role: Role, content: unknown, rest: Fields): Content {
  if (typeof content === "string") return { content, ...restoreUnsent(message, rest) };
  if (!Array.isArray(content)) return { content: [], ...restoreUnsent(message, { ...rest, content }) };
  return { content: content.map((part) => fromOpenAIPart(part, role)), ...restoreUnsent(message, rest) };
}

function readAssistant(message: MessageParam, content: unknown, fields: Fields): Content {
  const { tool_calls: toolCalls, ...besideCalls } = fields;
  const calls = fromOpenAIToolCalls(toolCalls);
  const rest = calls ? besideCalls : fields;
  if (Array.isArray(content)) {
    const parts = [...content.map((part) => fromOpenAIPart(part, "assistant")), ...(calls ?? [])];
    const shape = calls && flatParts(parts) ? { content: [] } : {};
    return { content: parts, ...restoreUnsent(message, { ...rest, ...shape }) };
  }
  const { refusal, ...besideRefusal } = rest;
  if (!calls && typeof refusal !== "string") return readContent(message, "assistant", content, rest);
  const text: TextPart[] = typeof content === "string" ? [{ type: "text", text: content }] : [];
  const refused: RefusalPart[] = typeof refusal === "string" ? [{ type: "refusal", refusal }] : [];
  const isUsual = calls && (content === null || typeof content === "string");
  const shape = isUsual ? {} : { content: typeof content === "string" ? "" : content };
  return {
    content: [...text, ...refused, ...(calls ?? [])],
    ...restoreUnsent(message, { ...(refused.length > 0 ? besideRefusal : rest), ...shape }),
  };
}

function readToolResult(message: MessageParam, content: unknown, rest: Fields): ToolResultPart | null {
  const { tool_call_id: id, ...others } = rest;
  if (typeof id !== "string" || !(typeof content === "string" || Array.isArray(content))) return null;
  const read = typeof content === "string" ? content : fromToolContent(content);
  return { type: "tool_result", id, content: read, ...restoreUnsent(message, others) };
}

function opaqueMessage(message: MessageParam): Message {
  return { role: "tool", content: [{ type: "opaque", provider: "openai", value: message }] };
}
