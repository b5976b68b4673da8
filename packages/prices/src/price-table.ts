import { CallOptionsError } from "@zoetrope/core";
import type { ListedModel } from "./price-source.js";
import { tokenRates, type Rate, type Rates } from "./rates.js";

/** What a model costs: US dollars for a million tokens. */
export interface ModelPrices extends Rates {
  readonly input: Rate;
  readonly output: Rate;
  /** Other rates of a tier that the provider reports: `{ batch: { input: 0.1, output: 0.4 } }`. All that differs has to be there. */
  readonly serviceTiers?: Readonly<Record<string, Rates>>;
}

/** Prices from one day on, until the next ones. */
export interface DatedPrices extends ModelPrices {
  /** `"2026-11-01"`, in UTC. Default: from the beginning. */
  readonly from?: string;
}

/** Prices of your own: of private and of fine-tuned models, or in place of the list's. */
export interface PriceTable {
  /** How old it is, for `costMetadata.tableDate`: `"2026-11-01"`. */
  readonly date?: string;
  /** By the exact name of the model, or by the beginning of names: `"acme-*"`. The exact one counts, else the longest. */
  readonly models: Readonly<Record<string, ModelPrices | readonly DatedPrices[]>>;
}

interface Entry {
  readonly name: string;
  /** The oldest first. */
  readonly prices: readonly {
    readonly from: string;
    readonly rates: Rates;
    readonly serviceTiers: Map<string, Rates>;
  }[];
}

const rateNames = [...Object.keys(tokenRates), "perRequest", "perWebSearch"];
const day = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** Reads a table once, and copies it. Throws `CallOptionsError` for what makes no sense in it. */
export function ownPrices(table: unknown): (model: string, at: Date) => ListedModel | null {
  const { date = null, models, ...others } = fieldsOf(table, "A price table");
  for (const name of Object.keys(others))
    throw wrong(`"${name}" is no part of a price table. There are: date, models.`);
  if (date !== null) checkDay(date, "date");
  const tableDate = date === null ? null : String(date);
  const entries = Object.entries(fieldsOf(models, "models of a price table")).map(([name, prices]) =>
    entryOf(name, prices),
  );
  const exact = new Map(entries.map((entry) => [entry.name, entry]));
  const prefixes = entries
    .filter(({ name }) => name.endsWith("*"))
    .map((entry) => ({ prefix: entry.name.slice(0, -1), entry }))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  return (model, at) => {
    const entry = exact.get(model) ?? prefixes.find(({ prefix }) => model.startsWith(prefix))?.entry;
    const valid = entry?.prices.findLast(({ from }) => at.toISOString().slice(0, from.length) >= from);
    return entry && valid ? { ...valid, name: entry.name, tableDate } : null;
  };
}

function entryOf(name: string, prices: unknown): Entry {
  const where = `models["${name}"]`;
  const list: readonly unknown[] = Array.isArray(prices) ? prices : [prices];
  if (list.length === 0) throw wrong(`${where} is an empty list.`);
  const dated = list.map((entry, at) => datedPrices(entry, Array.isArray(prices) ? `${where}[${at}]` : where));
  return { name: name.trim().toLowerCase(), prices: dated.toSorted((a, b) => (a.from < b.from ? -1 : 1)) };
}

function datedPrices(value: unknown, where: string): Entry["prices"][number] {
  const { from = "", serviceTiers = {}, ...rates } = fieldsOf(value, where);
  if (from !== "") checkDay(from, `${where}.from`);
  for (const name of ["input", "output"]) {
    if (rates[name] === undefined)
      throw wrong(`${where} has no "${name}": US dollars for a million tokens, 0 if it is free.`);
  }
  const tiers = Object.entries(fieldsOf(serviceTiers, `${where}.serviceTiers`));
  const base = checkRates(rates, where);
  return {
    from: String(from),
    rates: base,
    serviceTiers: new Map(
      tiers.map(([tier, own]) => [
        tier.toLowerCase(),
        { ...base, ...checkRates(fieldsOf(own, `${where}.serviceTiers.${tier}`), `${where}.serviceTiers.${tier}`) },
      ]),
    ),
  };
}

function checkRates(rates: Readonly<Record<string, unknown>>, where: string): Rates {
  for (const [name, rate] of Object.entries(rates)) {
    if (!rateNames.includes(name)) {
      throw wrong(`${where} has "${name}", which is no price. There are: ${rateNames.join(", ")}, serviceTiers.`);
    }
    const isRate = isPrice(rate) || (Object.hasOwn(tokenRates, name) && isTiered(rate));
    if (!isRate) {
      throw wrong(`${where}.${name} is ${JSON.stringify(rate)}, and must be a number of at least 0, in US dollars.`);
    }
  }
  // Each of its fields was looked at.
  return { ...rates } as Rates;
}

function isPrice(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isTiered(value: unknown): boolean {
  const { base, tiers }: { base?: unknown; tiers?: unknown } = Object(value);
  return (
    isPrice(base) &&
    Array.isArray(tiers) &&
    tiers.every((tier) => isPrice(Object(tier).start) && isPrice(Object(tier).price))
  );
}

function fieldsOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw wrong(`${what} is ${JSON.stringify(value) ?? "missing"}, and must be an object.`);
}

function checkDay(value: unknown, where: string): void {
  if (typeof value === "string" && day.test(value)) return;
  throw wrong(`${where} is ${JSON.stringify(value)}, and must be a day: "2026-11-01".`);
}

function wrong(message: string): CallOptionsError {
  return new CallOptionsError(`Price table: ${message}`);
}
