import { installPrices } from "@zoetrope/core";
import { priceSource } from "./price-source.js";
import type { PriceTable } from "./price-table.js";

/**
 * Gives every call of this process prices, so that `cost` is a number and `budget.usd` can be kept: those of your table, and behind it
 * those of the list that comes with this package. Call it once, at the start. Returns what takes it back.
 *
 * ```ts
 * usePrices({ models: { "ft:gpt-4o-mini:acme:*": { input: 0.3, output: 1.2 } } });
 * ```
 *
 * Throws `CallOptionsError` for a table that makes no sense.
 */
export function usePrices(table?: PriceTable): () => void {
  return installPrices(priceSource(table));
}
