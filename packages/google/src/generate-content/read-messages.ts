import { isObject, objects, type ContentPart, type JSONObject, type Message } from "@zoetrope/core";
import type { GoogleMessageParam } from "./message-param.js";
import { CallIds, fromGooglePart } from "./read-parts.js";

/**
 * The neutral form of Google's messages, one for each; `toGoogleMessages` gives them back. Whatever has no neutral place is kept:
 * signatures and other fields in `extra.google` of the part or message they stood on, thoughts and other parts as opaque parts.
 *
 * Calls that Google gave no id get one, and the answers behind them the same, by name and order.
 */
export function fromGoogleMessages(messages: readonly GoogleMessageParam[]): Message[] {
  const ids = new CallIds();
  return messages.map((message) => read(message, ids));
}

/** The neutral form of one message. */
export function fromGoogleMessage(message: GoogleMessageParam): Message {
  return read(message, new CallIds());
}

function read(message: GoogleMessageParam, ids: CallIds): Message {
  const { role, parts, ...fields }: JSONObject = { ...message };
  const content = objects(parts).map((part) => fromGooglePart(part, ids));
  const neutral = neutralRole(role, content);
  const usual = neutral === "assistant" ? "model" : neutral === "system" ? "system" : "user";
  // A message without a role is the user's.
  const extra = role === usual || role === undefined ? fields : { role, ...fields };
  return {
    role: neutral,
    content: bareText(content) ?? content,
    ...(Object.keys(extra).length > 0 && { extra: { google: extra } }),
  };
}

function neutralRole(role: unknown, content: readonly ContentPart[]): Message["role"] {
  if (role === "model") return "assistant";
  if (role === "system") return "system";
  // Answers to calls have the role `user` now, and had `function` before.
  return content.length > 0 && content.every(({ type }) => type === "tool_result") ? "tool" : "user";
}

/** A message of one text reads as that text. */
function bareText(content: readonly ContentPart[]): string | null {
  const [part] = content;
  return content.length === 1 && part?.type === "text" && !isObject(part.extra) ? part.text : null;
}
