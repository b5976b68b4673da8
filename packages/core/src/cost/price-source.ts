import type { Usage } from "../response/usage.js";

/** What an answer cost, in US dollars. The parts add up to `total`. Null: the provider reported the total alone. */
export interface CostMetadata {
  readonly currency: "USD";
  readonly total: number;
  /** Text of the prompt that came from no cache and went into none. */
  readonly input: number | null;
  readonly cachedInput: number | null;
  readonly cacheWrite: number | null;
  /** Text of the answer, without the reasoning. */
  readonly output: number | null;
  readonly reasoning: number | null;
  /** Sound, in the prompt and in the answer. */
  readonly audio: number | null;
  /** Images, in the prompt and in the answer. */
  readonly image: number | null;
  /** What is charged for the request and for web searches, apart from tokens. */
  readonly fees: number | null;
  /** As in `"openai"`. */
  readonly provider: string;
  /** As the price list calls it. */
  readonly model: string;
  /** As the provider calls it; null where it did not say. */
  readonly serviceTier: string | null;
  /** How old the prices are: `"2026-09-23"`. Null for a list that does not say, and for what the provider reported. */
  readonly tableDate: string | null;
  /** It may have cost something else: the answer is not complete, or the list has no price for its tier or its sound. */
  readonly estimated: boolean;
  /** The provider itself said what it charges, and no list was asked. */
  readonly reportedByProvider: boolean;
}

export interface PriceQuestion {
  /** As in `"openai"`. */
  readonly provider: string;
  /** The names of the model, the one to be looked up first at the front: what answered, and what was asked for. */
  readonly models: readonly string[];
  /** When the request was sent, because prices change. */
  readonly at: Date;
}

/** The price of one model. */
export interface Price {
  /** Null for counts that no cost can be told of: missing, negative, or parts that are more than their whole. */
  cost(usage: Usage): CostMetadata | null;
}

/** Where prices come from. `@zoetrope/prices` has one. */
export interface PriceSource {
  /** Null for a model that it does not know. */
  find(question: PriceQuestion): Price | null;
}

/** The last one is asked. */
const installed: { readonly source: PriceSource }[] = [];

/** Makes all calls that name no other `prices` ask this source. Returns what takes that back, in any order. */
export function installPrices(source: PriceSource): () => void {
  const entry = { source };
  installed.push(entry);
  return () => {
    const at = installed.indexOf(entry);
    if (at >= 0) installed.splice(at, 1);
  };
}

export function installedPrices(): PriceSource | null {
  return installed.at(-1)?.source ?? null;
}
