import { isObject, usageDetails, type JSONObject, type Usage } from "@zoetrope/core";
import { reportedCost } from "../reported-cost.js";

/** Token counts of the usage object of OpenAI's responses. */
export function commonUsage(usage: JSONObject | null, serviceTier?: unknown): Usage | null {
  if (usage === null) return null;
  const input = isObject(usage.input_tokens_details) ? usage.input_tokens_details : {};
  const output = isObject(usage.output_tokens_details) ? usage.output_tokens_details : {};
  return {
    inputTokens: count(usage.input_tokens),
    cachedTokens: count(input.cached_tokens),
    outputTokens: count(usage.output_tokens),
    reasoningTokens: count(output.reasoning_tokens),
    totalTokens: count(usage.total_tokens),
    ...usageDetails({ cacheWriteTokens: input.cache_write_tokens, serviceTier, reportedCost: reportedCost(usage) }),
  };
}

function count(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
