import { isObject, text } from "../json/json-object.js";
import type { Usage } from "../response/usage.js";
import type { StreamEnding } from "../stream/ending.js";
import type { StreamTiming } from "../stream/timing.js";
import { installedPrices, type CostMetadata, type PriceQuestion, type PriceSource } from "./price-source.js";

/** Whom to ask what an answer cost. */
export interface Pricing {
  /** As in `"openai"`. */
  readonly provider: string;
  /** Undefined: the source that is installed when the cost is asked for. */
  readonly source?: PriceSource | undefined;
}

/** Of an answer, what its cost is made of. */
export interface PricedAnswer {
  readonly usage: Usage | null;
  /** As the provider calls it; "" where it did not say. */
  readonly model: string;
  readonly callParams: unknown;
  /** Undefined: of an answer that no call made. */
  readonly pricing: Pricing | undefined;
  readonly ending: StreamEnding | null;
  readonly timing: StreamTiming;
}

/** What an answer cost. Streams and responses both ask here, so that they agree. Null: not reported, or no price is known. */
export function costOf({ usage, model, callParams, pricing, ending, timing }: PricedAnswer): CostMetadata | null {
  if (usage === null || pricing === undefined) return null;
  const { provider, source } = pricing;
  // What is charged is known when the provider has said its last word.
  const isOpen = ending?.status !== "complete";
  const asked = isObject(callParams) ? text(callParams.model) : null;
  const question = { provider, models: modelNames(model, asked), at: new Date(timing.startedAt ?? Date.now()) };
  const reported = reportedCost(usage, question, isOpen);
  if (reported !== null) return reported;
  const metadata = (source ?? installedPrices())?.find(question)?.cost(usage) ?? null;
  return metadata && isOpen ? { ...metadata, estimated: true } : metadata;
}

/** The name that answered first: it tells which of several models that share a name was charged. */
function modelNames(answered: string, asked: string | null): string[] {
  return [...new Set([answered, asked ?? ""])].filter((name) => name !== "");
}

function reportedCost(usage: Usage, { provider, models }: PriceQuestion, estimated: boolean): CostMetadata | null {
  const { reportedCost: total, serviceTier = null } = usage;
  if (total === undefined || !Number.isFinite(total) || total < 0) return null;
  const parts = { input: null, cachedInput: null, cacheWrite: null, output: null };
  return {
    currency: "USD",
    total,
    ...parts,
    reasoning: null,
    audio: null,
    image: null,
    fees: null,
    provider,
    model: models[0] ?? "",
    serviceTier,
    tableDate: null,
    estimated,
    reportedByProvider: true,
  };
}
