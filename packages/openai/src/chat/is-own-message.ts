import { CallOptionsError, type Message, isObject } from "@zoetrope/core";
import type OpenAI from "openai";

const openaiKeys = ["tool_calls", "tool_call_id", "function_call", "refusal", "audio"];
const openaiParts = ["image_url", "input_audio", "file"];
const neutralParts = ["image", "audio", "document", "tool_call", "tool_result", "opaque"];
const neutralPartKeys = ["cacheControl", "extra"];

/**
 * True for a message that goes to OpenAI as it is, false for a neutral one that has to be converted. Told by what only
 * one side has, never by who made the object, so that a history that was stored as JSON reads the same:
 *
 * - neutral: the key `extra`; a part of the type `image`, `audio`, `document`, `tool_call`, `tool_result` or `opaque`; a
 *   part with the key `cacheControl` or `extra`
 * - OpenAI's: the keys `tool_calls`, `tool_call_id`, `function_call`, `refusal`, `audio`; a part of the type `image_url`,
 *   `input_audio` or `file`
 * - neither (a role and text, say): true, since the two forms are then one; a vendor's own fields and parts pass with it
 *
 * Throws `CallOptionsError` for a message with marks of both, and for what is no message.
 */
export function isOpenAIMessage(
  message: Message | OpenAI.ChatCompletionMessageParam,
  where = "the message",
): message is OpenAI.ChatCompletionMessageParam {
  const value: unknown = message;
  if (!isObject(value) || typeof value["role"] !== "string") {
    throw new CallOptionsError(`${where} is no message. Write { role: "user", content: "…" } or Messages.user("…").`);
  }
  const content: unknown = value["content"];
  const parts = Array.isArray(content) ? content.filter(isObject) : [];
  const neutral = markOf(value, parts, ["extra"], neutralParts, neutralPartKeys);
  const openai = markOf(value, parts, openaiKeys, openaiParts, []);
  if (neutral === undefined || openai === undefined) return neutral === undefined;
  throw new CallOptionsError(
    `${where} is half neutral (${neutral}) and half OpenAI's own (${openai}). ` +
      `Write it in one form; a field that only OpenAI has goes to extra: { openai: { … } }.`,
  );
}

/** The first mark of a form that the message bears, in words. */
function markOf(
  message: Readonly<Record<string, unknown>>,
  parts: readonly Readonly<Record<string, unknown>>[],
  keys: readonly string[],
  types: readonly string[],
  partKeys: readonly string[],
): string | undefined {
  const key = keys.find((name) => Object.hasOwn(message, name));
  if (key !== undefined) return `the key "${key}"`;
  for (const part of parts) {
    const type = types.find((name) => name === part["type"]);
    if (type !== undefined) return `a part "${type}"`;
    const partKey = partKeys.find((name) => Object.hasOwn(part, name));
    if (partKey !== undefined) return `a part with the key "${partKey}"`;
  }
  return undefined;
}
