import { type JSONObject } from "@zoetrope/core";
import type { GoogleResponse } from "./google-response.js";
import type { GenerateContentState } from "./stream-state.js";
import { StreamedCall } from "./streamed-call.js";
import type { StreamCandidate, TextStretch } from "./stream-candidate.js";

/** The whole answer that a stream adds up to, as the same call without `stream` would have received it. */
export function buildResponse(state: GenerateContentState): GoogleResponse {
  const candidates = [...state.choices].toSorted(([a], [b]) => a - b);
  const response = {
    ...Object.fromEntries(state.fields),
    ...(candidates.length > 0 && {
      candidates: candidates.map(([index, one]) => buildCandidate(index, one, one === state.main)),
    }),
    ...(state.usage !== null && { usageMetadata: state.usage }),
    ...(state.model !== "" && { modelVersion: state.model }),
    ...(state.id !== "" && { responseId: state.id }),
  };
  // The one place where what the provider sent is given its own type, which has every field optional.
  return response as GoogleResponse;
}

function buildCandidate(index: number, candidate: StreamCandidate, isMain: boolean): JSONObject {
  const text = candidate.content.toString();
  const thoughts = candidate.reasoning.toString();
  const parts = candidate.parts.flatMap((one) => {
    if (!(one instanceof StreamedCall))
      return ["part" in one ? one.part : textPart(one, one.isThought ? thoughts : text)];
    // A call that was never handed out is not part of the message: its arguments may be cut, and a history with it would be refused.
    return (isMain ? one.slot.delivered : one.slot.settled) ? [one.toPart()] : [];
  });
  return {
    ...Object.fromEntries(candidate.fields),
    content: { parts, role: candidate.role ?? "model" },
    ...(candidate.finishReason !== null && { finishReason: candidate.finishReason }),
    index,
  };
}

function textPart({ fields, isThought, from, to }: TextStretch, whole: string): JSONObject {
  return { text: whole.slice(from, to), ...(isThought && { thought: true }), ...fields };
}
