export { priceSource } from "./price-source.js";
export type { DatedPrices, ModelPrices, PriceTable } from "./price-table.js";
export type { Rate, Rates, TieredRate } from "./rates.js";
export { usePrices } from "./use-prices.js";
