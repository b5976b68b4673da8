import type { Price, PriceSource, Usage } from "@zoetrope/core";
import { bundledPrices } from "./bundled-prices.js";
import { ownPrices, type PriceTable } from "./price-table.js";
import { hasUncounted, hasUnrated, ratedCost } from "./rated-cost.js";
import type { Rates } from "./rates.js";

/** A model that a list has. */
export interface ListedModel {
  /** As the list calls it. */
  readonly name: string;
  readonly rates: Rates;
  /** For tiers other than the standard one, by the provider's name in lower case. */
  readonly serviceTiers: ReadonlyMap<string, Rates>;
  readonly tableDate: string | null;
}

/** What providers call the tier that is nothing special. */
const standardTiers = new Set(["", "default", "on_demand", "standard"]);

/**
 * Prices for the `prices` option of a call: those of your table, and behind it those of the list that comes with this package. Throws
 * `CallOptionsError` for a table that makes no sense.
 */
export function priceSource(table?: PriceTable): PriceSource {
  const own = table === undefined ? null : ownPrices(table);
  return {
    find({ provider, models, at }) {
      const names = models.map((name) => name.trim().toLowerCase());
      const model = own?.(names, at) ?? first(names, (name) => bundledPrices(provider, name, at));
      return model && priceOf(model, provider);
    },
  };
}

function first<T>(names: readonly string[], find: (name: string) => T | null | undefined): T | null {
  for (const name of names) {
    const found = find(name);
    if (found) return found;
  }
  return null;
}

function priceOf({ name, rates, serviceTiers, tableDate }: ListedModel, provider: string): Price {
  return {
    cost(usage: Usage) {
      const tier = usage.serviceTier?.toLowerCase() ?? "";
      const ofTier = serviceTiers.get(tier);
      const valid = ofTier ?? rates;
      const parts = ratedCost(usage, valid);
      if (parts === null) return null;
      const isOfTier = ofTier !== undefined || standardTiers.has(tier);
      return {
        currency: "USD",
        ...parts,
        provider,
        model: name,
        serviceTier: usage.serviceTier ?? null,
        tableDate,
        estimated: !isOfTier || hasUnrated(usage, valid) || hasUncounted(usage),
        reportedByProvider: false,
      };
    },
  };
}
