import { type Usage, isObject, type JSONObject, usageDetails } from "@zoetrope/core";
import { reportedCost } from "../reported-cost.js";

/** Token counts of OpenAI's usage object; DeepSeek reports its cache hits under a name of its own. */
export function commonUsage(usage: JSONObject | null, serviceTier?: unknown): Usage | null {
  if (usage === null) return null;
  const input = isObject(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {};
  const output = isObject(usage.completion_tokens_details) ? usage.completion_tokens_details : {};
  const reasoningTokens = count(output.reasoning_tokens);
  return {
    inputTokens: count(usage.prompt_tokens),
    cachedTokens: count(input.cached_tokens) ?? count(usage.prompt_cache_hit_tokens),
    outputTokens: outputTokens(usage, reasoningTokens),
    reasoningTokens,
    totalTokens: count(usage.total_tokens),
    ...usageDetails({
      cacheWriteTokens: input.cache_write_tokens,
      inputAudioTokens: input.audio_tokens,
      inputImageTokens: input.image_tokens,
      outputAudioTokens: output.audio_tokens,
      outputImageTokens: output.image_tokens,
      serviceTier: usage.service_tier ?? serviceTier,
      reportedCost: reportedCost(usage),
    }),
  };
}

/** xAI counts the reasoning beside the completion: its three counts add up to the total, where OpenAI's two do. */
function outputTokens(usage: JSONObject, reasoningTokens: number | null): number | null {
  const [prompt, completion, total] = [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens].map(count);
  const isApart = reasoningTokens !== null && total === (prompt ?? 0) + (completion ?? 0) + reasoningTokens;
  return completion !== null && completion !== undefined && isApart
    ? completion + reasoningTokens
    : (completion ?? null);
}

function count(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
