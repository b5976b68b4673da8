import { type Usage, isObject, type JSONObject } from "@zoetrope/core";

/** Token counts of OpenAI's usage object; DeepSeek reports its cache hits under a name of its own. */
export function commonUsage(usage: JSONObject | null): Usage | null {
  if (usage === null) return null;
  const input = isObject(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {};
  const output = isObject(usage.completion_tokens_details) ? usage.completion_tokens_details : {};
  return {
    inputTokens: count(usage.prompt_tokens),
    cachedTokens: count(input.cached_tokens) ?? count(usage.prompt_cache_hit_tokens),
    outputTokens: count(usage.completion_tokens),
    reasoningTokens: count(output.reasoning_tokens),
    totalTokens: count(usage.total_tokens),
  };
}

function count(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
