import { isObject, usageDetails, type JSONObject, type Usage } from "@zoetrope/core";

/**
 * Token counts of Anthropic's usage object. Its `input_tokens` are those after the last cache mark alone: "Total input tokens in a
 * request is the summation of `input_tokens`, `cache_creation_input_tokens`, and `cache_read_input_tokens`" (`Message.usage` in the
 * SDK), and so they are added here.
 */
export function commonUsage(usage: JSONObject | null): Usage | null {
  if (usage === null) return null;
  const fresh = count(usage.input_tokens);
  const written = cacheWriteTokens(usage);
  const cachedTokens = count(usage.cache_read_input_tokens);
  const inputTokens = fresh === null ? null : fresh + (written ?? 0) + (cachedTokens ?? 0);
  const outputTokens = count(usage.output_tokens);
  const details = isObject(usage.output_tokens_details) ? usage.output_tokens_details : {};
  const writes = isObject(usage.cache_creation) ? usage.cache_creation : {};
  const tools = isObject(usage.server_tool_use) ? usage.server_tool_use : {};
  return {
    inputTokens,
    cachedTokens,
    outputTokens,
    reasoningTokens: count(details.thinking_tokens),
    totalTokens: inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens,
    ...usageDetails({
      cacheWriteTokens: written,
      cacheWrite1hTokens: writes.ephemeral_1h_input_tokens,
      webSearches: tools.web_search_requests,
      // Fast mode costs a multiple, and is reported beside the tier.
      serviceTier: usage.speed === "fast" ? "fast" : usage.service_tier,
    }),
  };
}

/** Those of the prompt that were written to the cache, at a price of their own; null when not reported. */
export function cacheWriteTokens(usage: JSONObject | null): number | null {
  return count(usage?.cache_creation_input_tokens);
}

function count(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
