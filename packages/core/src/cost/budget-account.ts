import { CallOptionsError, type Spent } from "../errors.js";
import type { Usage } from "../response/usage.js";
import { budgetError, type Budget, type BudgetLimit, type Charge } from "./budget.js";
import type { Pricing } from "./cost-of.js";
import { estimatePrompt } from "./estimate-tokens.js";
import { installedPrices, type Price } from "./price-source.js";
import { dollars } from "./sum-costs.js";

/** A request that is about to be sent. */
export interface BudgetedRequest {
  readonly budgets: readonly Budget[];
  readonly body: unknown;
  readonly model: string;
  readonly pricing: Pricing;
}

/** How an answer ended, as far as money is concerned. */
export interface FinalCount {
  /** Null: not reported. */
  readonly usage: Usage | null;
  /** In US dollars; null where nobody knows. */
  readonly cost: number | null;
  /** Tokens of the answer, by its text: for servers that report none. */
  readonly outputTokens: number;
  /** The provider has said its last word. */
  readonly isComplete: boolean;
}

/** What one request spends, entered into all of its budgets. */
export class BudgetAccount {
  /** Of the prompt, estimated. */
  readonly promptTokens: number;
  readonly #charges: readonly (readonly [budget: Budget, charge: Charge])[];
  readonly #price: Price | null;

  /**
   * Opens an account, unless the prompt alone is too much: then it throws `BudgetExceededError`. Throws `CallOptionsError` where dollars
   * are limited and the model has no price.
   */
  constructor({ budgets, body, model, pricing }: BudgetedRequest) {
    this.promptTokens = estimatePrompt(body);
    this.#price = priceOf(model, pricing);
    if (this.#price === null && budgets.some(({ limits }) => limits.usd !== undefined)) {
      throw new CallOptionsError(
        `budget.usd needs the price of "${model}" by "${pricing.provider}", and there is none. Call usePrices() of @zoetrope/prices, with a table that has this model, or limit tokens.`,
      );
    }
    const prompt = this.#estimate(null, 0, null);
    for (const budget of budgets) {
      const limit = budget.refusal(prompt);
      if (limit !== null) throw budgetError(limit, budget, refused(limit, prompt));
    }
    this.#charges = budgets.map((budget) => [budget, budget.open(prompt)]);
  }

  /** What is spent by now. Throws `BudgetExceededError` when that is too much for one of the budgets. */
  enter(usage: Usage | null, outputTokens: number, cost: number | null): void {
    const amount = this.#amount(this.#running(usage, outputTokens), cost, true);
    for (const [, charge] of this.#charges) charge.amount = amount;
    for (const [budget] of this.#charges) {
      const limit = budget.passed();
      if (limit !== null) throw budgetError(limit, budget, "The answer was stopped:");
    }
  }

  close({ usage, cost, outputTokens, isComplete }: FinalCount): void {
    const isExact = isComplete && usage !== null && isCount(usage.inputTokens) && isCount(usage.outputTokens);
    const amount = isExact ? this.#amount(usage, cost, false) : this.#estimate(usage, outputTokens, cost);
    for (const [budget, charge] of this.#charges) budget.settle(charge, amount);
  }

  /** The request was refused, and so it cost nothing. */
  drop(): void {
    for (const [budget, charge] of this.#charges) budget.settle(charge, null);
  }

  /** Of an answer that has not ended, or not well: what was reported of it, and of its text what came since. */
  #running(usage: Usage | null, outputTokens: number): Usage {
    const reported = isCount(usage?.outputTokens) ? usage.outputTokens : 0;
    return {
      ...usage,
      inputTokens: isCount(usage?.inputTokens) ? usage.inputTokens : this.promptTokens,
      cachedTokens: usage?.cachedTokens ?? null,
      outputTokens: Math.max(outputTokens, reported),
      reasoningTokens: usage?.reasoningTokens ?? null,
      totalTokens: null,
    };
  }

  #estimate(usage: Usage | null, outputTokens: number, cost: number | null): Spent {
    const amount = this.#amount(this.#running(usage, outputTokens), null, true);
    // An answer that was left may have been charged less than it had cost by its text, never less than was reported.
    return cost !== null && amount.usd !== null && cost > amount.usd ? { ...amount, usd: cost } : amount;
  }

  #amount(usage: Usage, cost: number | null, estimated: boolean): Spent {
    const input = usage.inputTokens ?? 0;
    const output = usage.outputTokens ?? 0;
    const told = cost ?? this.#price?.cost(usage)?.total ?? null;
    // Counts that contradict each other (more cached tokens than there are) tell no cost, and a limit must hold all the same.
    const usd = told ?? this.#price?.cost({ inputTokens: input, outputTokens: output, ...unsaid })?.total ?? null;
    const totalTokens = Math.max(isCount(usage.totalTokens) ? usage.totalTokens : 0, input + output);
    return { usd, outputTokens: output, totalTokens, estimated: estimated || (told === null && usd !== null) };
  }
}

const unsaid = { cachedTokens: null, reasoningTokens: null, totalTokens: null };

/** What a number of tokens can be: a report of less than none would refill a budget. */
export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function priceOf(model: string, { provider, source }: Pricing): Price | null {
  return (source ?? installedPrices())?.find({ provider, models: [model], at: new Date() }) ?? null;
}

function refused(limit: BudgetLimit, prompt: Spent): string {
  const much = limit === "usd" ? `about ${dollars(prompt.usd ?? 0)}` : `about ${prompt.totalTokens} tokens`;
  return `The request was not sent. Its prompt alone is ${much}:`;
}
