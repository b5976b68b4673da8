import { objects, usageDetails, type JSONObject, type Usage } from "@zoetrope/core";

/**
 * Token counts of `usageMetadata`. What the provider's own tools read (`toolUsePromptTokenCount`) is input, and thoughts, which are
 * counted apart from the candidates, are output: so input and output add up to `totalTokenCount`, as its documentation has it.
 * Source: https://ai.google.dev/api/generate-content#UsageMetadata
 */
export function commonUsage(usage: JSONObject | null): Usage | null {
  if (usage === null) return null;
  const thoughts = count(usage.thoughtsTokenCount);
  return {
    inputTokens: sum(count(usage.promptTokenCount), count(usage.toolUsePromptTokenCount)),
    cachedTokens: count(usage.cachedContentTokenCount),
    outputTokens: sum(count(usage.candidatesTokenCount), thoughts),
    reasoningTokens: thoughts,
    totalTokens: count(usage.totalTokenCount),
    ...usageDetails({
      inputAudioTokens: ofModality("AUDIO", usage.promptTokensDetails, usage.toolUsePromptTokensDetails),
      cachedAudioTokens: ofModality("AUDIO", usage.cacheTokensDetails),
      inputImageTokens: ofModality("IMAGE", usage.promptTokensDetails, usage.toolUsePromptTokensDetails),
      outputAudioTokens: ofModality("AUDIO", usage.candidatesTokensDetails),
      outputImageTokens: ofModality("IMAGE", usage.candidatesTokensDetails),
      serviceTier: usage.serviceTier ?? usage.trafficType,
    }),
  };
}

function ofModality(modality: string, ...details: readonly unknown[]): number {
  return details
    .flatMap(objects)
    .reduce((sum, entry) => sum + (entry.modality === modality ? (count(entry.tokenCount) ?? 0) : 0), 0);
}

function count(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function sum(a: number | null, b: number | null): number | null {
  return a === null ? b : a + (b ?? 0);
}
