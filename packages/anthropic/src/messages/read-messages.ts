import type { JSONObject, Message, ProviderFields, Role } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import { isToolResult, readBlock } from "./read-blocks.js";

type MessageParam = Anthropic.MessageParam;

/** The neutral form of Anthropic's messages. `toAnthropicMessages` gives them back equal in every field. */
export function fromAnthropicMessages(messages: readonly MessageParam[]): Message[] {
  return messages.flatMap(readMessage);
}

/**
 * The neutral form of one of Anthropic's messages. Whatever has no neutral place is kept: fields in `extra.anthropic` of the message or
 * part they stood on, and blocks (thinking with its signature, tools that the provider ran) as opaque parts. A message of the user that
 * answers tool calls and says more is two neutral ones, which only `fromAnthropicMessages` can give; here its answers are opaque.
 */
export function fromAnthropicMessage(message: MessageParam): Message {
  const [first, second] = readMessage(message);
  if (first && !second) return first;
  const { role: _role, content, ...fields }: JSONObject = { ...message };
  const blocks: unknown[] = Array.isArray(content) ? content : [];
  return { role: "user", content: blocks.map((block) => readBlock(block, "user")), ...extraOf(fields) };
}

function readMessage(message: MessageParam): Message[] {
  const { role: given, content, ...rest }: JSONObject = { ...message };
  const role: Role = given === "assistant" || given === "system" ? given : "user";
  const fields = role === given ? rest : { ...rest, role: given };
  if (typeof content === "string") return [{ role, content, ...extraOf(fields) }];
  if (!Array.isArray(content)) return [{ role, content: [], ...extraOf({ ...fields, content }) }];
  const results = role === "user" ? content.findIndex((block) => !isToolResult(block)) : 0;
  if (results === 0) return [{ role, content: content.map((block) => readBlock(block, role)), ...extraOf(fields) }];
  const [answers, others] = results < 0 ? [content, []] : [content.slice(0, results), content.slice(results)];
  // The results come first, as the API wants them; a message of another order is a user's with opaque parts.
  const answer: Message = {
    role: "tool",
    content: answers.map((block) => readBlock(block, "tool")),
    ...extraOf(fields),
  };
  if (others.length === 0) return content.length === 0 ? [{ role, content: [], ...extraOf(fields) }] : [answer];
  const more = others.map((block) => readBlock(block, "user"));
  return [answer, { role: "user", content: more, extra: { anthropic: { withPrevious: true } } }];
}

function extraOf(fields: JSONObject): { readonly extra?: ProviderFields } {
  return Object.keys(fields).length === 0 ? {} : { extra: { anthropic: fields } };
}
