import { CallOptionsError, isObject, objects, type Message } from "@zoetrope/core";
import type OpenAI from "openai";

type Item = OpenAI.Responses.ResponseInputItem;

/** What stands in a history: items of the Responses API, and neutral messages, which answers come as, too. */
export type OpenAIResponsesMessageParam = Item | Message;

const itemRoles = new Set<unknown>(["system", "developer", "user", "assistant"]);
const itemParts = new Set<unknown>(["input_text", "input_image", "input_file", "output_text"]);
const neutralParts = new Set<unknown>(["text", "image", "audio", "document", "tool_call", "tool_result", "opaque"]);

/**
 * True for an item that goes to the API as it is, false for a neutral message that has to be converted. Told by what only one side has,
 * never by who made the object, so that a history that was stored as JSON reads the same:
 *
 * - an item: the key `type`, or a part of the type `input_text`, `input_image`, `input_file` or `output_text`;
 * - neutral: the keys `extra` or `name`, the role `tool`, or a part of a neutral type;
 * - a role and text alone: an item, since the two forms are then one.
 *
 * Throws `CallOptionsError` for a message with marks of both, and for what is no message.
 */
export function isResponsesItem(message: OpenAIResponsesMessageParam, where = "the message"): message is Item {
  const value: unknown = message;
  if (!isObject(value) || (typeof value.role !== "string" && typeof value.type !== "string")) {
    throw new CallOptionsError(`${where} is no message. Write { role: "user", content: "…" } or Messages.user("…").`);
  }
  const parts = objects(value.content);
  const isItem = typeof value.type === "string" || parts.some(({ type }) => itemParts.has(type));
  const isNeutral =
    "extra" in value || "name" in value || value.role === "tool" || parts.some(({ type }) => neutralParts.has(type));
  // Calls of tools have a name, too.
  if (!isItem || !isNeutral || !itemRoles.has(value.role)) {
    return isItem || (!isNeutral && typeof value.content === "string");
  }
  throw new CallOptionsError(
    `${where} is half neutral and half an item of the Responses API. Write it in one form; a field that only the API has goes to extra: { "openai-responses": { … } }.`,
  );
}
