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
export function ownPrices(table: unknown): (models: readonly string[], at: Date) => ListedModel | null {
  const { date = null, models, ...others } = fieldsOf(table, "A price table");
  for (const name of Object.keys(others))
    throw wrong(`"${name}" is no part of a price table. There are: date, models.`);
  if (date !== null) checkDay(date, "date");
  const tableDate = date === null ? null : String(date);
  const entries = Object.entries(fieldsOf(models, "models of a price table")).map(([name, prices]) =>
    entryOf(name, prices),
  );
  const exact = new Map<string, Entry>();
  for (const entry of entries) {
    if (exact.has(entry.name)) throw wrong(`models has "${entry.name}" twice: capitals make no difference.`);
    exact.set(entry.name, entry);
  }
  const prefixes = entries
    .filter(({ name }) => name.endsWith("*"))
    .map((entry) => ({ prefix: entry.name.slice(0, -1), entry }))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  const exactly = (model: string): Entry | undefined => exact.get(model);
  const beginning = (model: string): Entry | undefined =>
    prefixes.find(({ prefix }) => model.startsWith(prefix))?.entry;
  return (names, at) => {
    const day = at.toISOString();
    // An exact name of what was asked for says more than the beginning of what answered.
    for (const entry of [...names.map(exactly), ...names.map(beginning)]) {
      const valid = entry?.prices.findLast(({ from }) => day.slice(0, from.length) >= from);
      if (entry && valid) return { ...valid, name: entry.name, tableDate };
    }
    return null;
  };
}

function entryOf(name: string, prices: unknown): Entry {
  const where = `models["${name}"]`;
  const list: readonly unknown[] = Array.isArray(prices) ? prices : [prices];
  if (/\*./.test(name.trim())) throw wrong(`${where}: a name may end with "*", and have none before that.`);
  if (list.length === 0) throw wrong(`${where} is an empty list.`);
  const dated = list.map((entry, at) => datedPrices(entry, Array.isArray(prices) ? `${where}[${at}]` : where));
  const twice = dated.find(({ from }, index) => dated.findIndex((other) => other.from === from) < index);
  if (twice) throw wrong(`${where} has two prices ${twice.from ? `from ${twice.from}` : "from the beginning"}.`);
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
      throw wrong(`${where}.${name} is ${shown(rate)}, and must be a number of at least 0, in US dollars.`);
    }
  }
  // Each of its fields was looked at, and is plain data.
  return structuredClone(rates) as Rates;
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
  throw wrong(`${what} is ${value === undefined ? "missing" : shown(value)}, and must be an object.`);
}

function checkDay(value: unknown, where: string): void {
  if (typeof value === "string" && day.test(value) && isInCalendar(value)) return;
  throw wrong(`${where} is ${shown(value)}, and must be a day: "2026-11-01".`);
}

/** `Date` takes February 31 for March 3. */
function isInCalendar(value: string): boolean {
  return new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
}

/** JSON has no NaN, and no big integers. */
function shown(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "object") return String(value);
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? String(item) : item));
}

function wrong(message: string): CallOptionsError {
  return new CallOptionsError(`Price table: ${message}`);
}
