import type { Content } from "@google/genai";
import { text, type JSONObject } from "@zoetrope/core";

/**
 * A message in the provider's own form: its `Content`. One with the role `system` holds instructions; the request has those apart, as
 * `systemInstruction`.
 */
export type GoogleMessageParam = Content;

/** The message of an answer, ready to be sent back in the next turn: as it came, thoughts and signatures included. */
export function toMessageParam(parts: readonly JSONObject[]): GoogleMessageParam {
  // A part of an empty text and nothing else is refused (Vertex); the provider sends such parts itself.
  const said = parts.filter((part) => text(part.text) !== null || Object.keys(part).some((key) => !isTextKey(key)));
  // What the provider sent of a message is what it takes back.
  return { role: "model", parts: said.length > 0 ? (said as NonNullable<Content["parts"]>) : [{ text: "" }] };
}

/** An answer without a word, which the API gives and refuses in a history. */
export function saysNothing({ role, parts = [] }: GoogleMessageParam): boolean {
  return role === "model" && parts.every((part) => !part.text && Object.keys(part).every(isTextKey));
}

function isTextKey(key: string): boolean {
  return key === "text" || key === "thought";
}
