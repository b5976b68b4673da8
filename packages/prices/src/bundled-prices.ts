import { calcPrice, findProvider, type ModelPrice } from "@pydantic/genai-prices";
import type { ListedModel } from "./price-source.js";
import type { Rate, Rates } from "./rates.js";

/** When the release of the list came out that package.json names: a test holds the two together. */
export const tableDate = "2026-09-23";
export const tableVersion = "0.1.8";

/** What the list calls providers that we call otherwise. */
const providerIds = new Map([
  ["bedrock", "aws"],
  ["openai-responses", "openai"],
  ["vertex", "google"],
  ["xai", "x-ai"],
]);

/** The list's names for rates of a million tokens. */
const rateNames: readonly (readonly [theirs: string, ours: Exclude<keyof Rates, "perRequest" | "perWebSearch">])[] = [
  ["input_mtok", "input"],
  ["cache_read_mtok", "cachedInput"],
  ["cache_write_mtok", "cacheWrite"],
  ["cache_write_1h_mtok", "cacheWrite1h"],
  ["output_mtok", "output"],
  ["output_reasoning_mtok", "reasoning"],
  ["input_audio_mtok", "inputAudio"],
  ["cache_audio_read_mtok", "cachedAudio"],
  ["output_audio_mtok", "outputAudio"],
  ["input_image_mtok", "inputImage"],
  ["output_image_mtok", "outputImage"],
];

/** A model of the list of genai-prices, by its name in lower case: exact, dated or by what the list knows it to begin with. */
export function bundledPrices(provider: string, model: string, at: Date): ListedModel | null {
  const providerId = providerIds.get(provider) ?? provider;
  // The list would take "my-openai-proxy" for OpenAI, and what a proxy charges is its own affair.
  if (findProvider({ providerId })?.id !== providerId) return null;
  // Google's names may stand under their collection.
  const name = model.replace(/^models\//, "");
  const found = calcPrice({}, name, { providerId, timestamp: at });
  return found && { name: found.model.id, rates: ratesOf(found.model_price), serviceTiers: new Map(), tableDate };
}

function ratesOf(prices: ModelPrice): Rates {
  const rates: Partial<Record<keyof Rates, Rate>> = {};
  for (const [theirs, ours] of rateNames) {
    const rate = prices[theirs];
    if (rate !== undefined) rates[ours] = rate;
  }
  return {
    ...rates,
    perRequest: perThousand(prices.requests_kcount),
    perWebSearch: perThousand(prices.web_searches_kcount),
  };
}

function perThousand(price: ModelPrice[string]): number {
  return typeof price === "number" ? price / 1000 : 0;
}
