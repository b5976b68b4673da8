import type { ContentPart, RefusalPart, TextPart } from "@zoetrope/core";

/** An assistant's words as OpenAI itself writes them: a string, and the refusal beside it. */
export interface FlatParts {
  readonly text: TextPart | undefined;
  readonly refusal: RefusalPart | undefined;
}

/**
 * The flat form of an assistant's parts, its tool calls left out; null when only a content list holds them. Both
 * directions of the conversion ask here, so that they cannot disagree on which messages have both forms.
 */
export function flatParts(parts: readonly ContentPart[]): FlatParts | null {
  const said = parts.filter((part) => part.type !== "tool_call");
  const [first, second] = said;
  const text = first?.type === "text" ? first : undefined;
  const last = text ? second : first;
  const refusal = last?.type === "refusal" ? last : undefined;
  if (said.length !== Number(text !== undefined) + Number(refusal !== undefined)) return null;
  // Whatever else a part carries has no place beside a string.
  return said.some((part) => Object.keys(part).length > 2) ? null : { text, refusal };
}
