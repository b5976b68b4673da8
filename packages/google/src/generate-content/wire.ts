import { isObject, objects, text, type JSONObject } from "@zoetrope/core";

/**
 * Readers of what the API really sends, which is not always what its types say. Nothing here throws on any JSON.
 */

/** The parts of a candidate's content. The last chunk of a stream often has none, and a blocked candidate no content at all. */
export function partsOf(candidate: JSONObject | undefined): readonly JSONObject[] {
  return isObject(candidate?.content) ? objects(candidate.content.parts) : [];
}

/** The index of a candidate; the API leaves it out where there is only one. */
export function candidateIndex(candidate: JSONObject, position: number): number {
  return typeof candidate.index === "number" ? candidate.index : position;
}

/** Candidate 0 of a chunk or of a whole answer, and no other. */
export function mainCandidate(candidates: unknown): JSONObject | undefined {
  if (!Array.isArray(candidates)) return undefined;
  return candidates.find((one, position) => isObject(one) && candidateIndex(one, position) === 0);
}

/** A part that holds the model's reasoning. */
export function isThought(part: JSONObject): boolean {
  return part.thought === true;
}

/** The visible text of parts. */
export function contentOf(parts: readonly JSONObject[]): string {
  return parts.map((part) => (isThought(part) ? "" : (text(part.text) ?? ""))).join("");
}

/** The text of the thoughts among parts; null when there are none. */
export function reasoningOf(parts: readonly JSONObject[]): string | null {
  return parts.map((part) => (isThought(part) ? (text(part.text) ?? "") : "")).join("") || null;
}

/** Why the prompt was not answered at all; null where it was not blocked. */
export function blockReasonOf(response: JSONObject): string | null {
  return isObject(response.promptFeedback) ? text(response.promptFeedback.blockReason) : null;
}
