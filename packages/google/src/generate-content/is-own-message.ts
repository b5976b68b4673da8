import { CallOptionsError, isObject, type Message } from "@zoetrope/core";
import type { GoogleMessageParam } from "./message-param.js";

/**
 * True for a message in Google's own form (`{ role, parts }`), false for a neutral one (`{ role, content }`). Told by what only one side
 * has, never by who made the object, so that a history that was stored as JSON reads the same.
 *
 * Throws `CallOptionsError` for a message with marks of both, and for what is no message.
 */
export function isGoogleMessage(
  message: Message | GoogleMessageParam,
  where = "the message",
): message is GoogleMessageParam {
  const value: unknown = message;
  const isOwn = isObject(value) && Object.hasOwn(value, "parts");
  const isNeutral = isObject(value) && Object.hasOwn(value, "content");
  if (isOwn && isNeutral) {
    throw new CallOptionsError(
      `${where} is half neutral (the key "content") and half Google's own (the key "parts"). Write it in one form.`,
    );
  }
  if (isOwn || isNeutral) return isOwn;
  throw new CallOptionsError(
    `${where} is no message. Write { role: "user", parts: [{ text: "…" }] } or Messages.user("…").`,
  );
}
