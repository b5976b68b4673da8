import { isObject, type JSONObject } from "@zoetrope/core";

/** xAI counts in these: "Divide by 10^10 to get the value in USD" (docs.x.ai, cost tracking). */
const ticksPerDollar = 1e10;

/**
 * What a vendor says that the answer cost, in US dollars; undefined where it says nothing. OpenRouter's `cost` leaves out what a key of
 * one's own was charged upstream; Perplexity's is an object.
 */
export function reportedCost({ cost, cost_details, cost_in_usd_ticks, is_byok }: JSONObject): number | undefined {
  if (typeof cost === "number") {
    const upstream = isObject(cost_details) ? cost_details.upstream_inference_cost : null;
    return is_byok === true && typeof upstream === "number" ? cost + upstream : cost;
  }
  if (isObject(cost) && typeof cost.total_cost === "number") return cost.total_cost;
  return typeof cost_in_usd_ticks === "number" ? cost_in_usd_ticks / ticksPerDollar : undefined;
}
