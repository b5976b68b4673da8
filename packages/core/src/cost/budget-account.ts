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
    const prompt = this.#estimate(this.promptTokens, 0);
    for (const budget of budgets) {
      const limit = budget.refusal(prompt);
      if (limit !== null) throw budgetError(limit, budget, refused(limit, prompt));
    }
    this.#charges = budgets.map((budget) => [budget, budget.open(prompt)]);
  }

  /** What is spent by now. Throws `BudgetExceededError` when that is too much for one of the budgets. */
  enter(usage: Usage): void {
    const amount = this.#amount(usage, null, true);
    for (const [, charge] of this.#charges) charge.amount = amount;
    for (const [budget] of this.#charges) {
      const limit = budget.passed();
      if (limit !== null) throw budgetError(limit, budget, "The answer was stopped:");
    }
  }

  close({ usage, cost, outputTokens, isComplete }: FinalCount): void {
    const isExact = isComplete && typeof usage?.outputTokens === "number" && usage.inputTokens !== null;
    const amount = isExact
      ? this.#amount(usage, cost, false)
      : this.#estimate(usage?.inputTokens ?? this.promptTokens, Math.max(outputTokens, usage?.outputTokens ?? 0), cost);
    for (const [budget, charge] of this.#charges) budget.settle(charge, amount);
  }

  /** The request was refused, and so it cost nothing. */
  drop(): void {
    for (const [budget, charge] of this.#charges) budget.settle(charge, null);
  }

  #estimate(inputTokens: number, outputTokens: number, cost: number | null = null): Spent {
    const unknown = { cachedTokens: null, reasoningTokens: null, totalTokens: null };
    const amount = this.#amount({ inputTokens, outputTokens, ...unknown }, null, true);
    // An answer that was left may have been charged less than it had cost by its text, never less than was reported.
    return cost !== null && amount.usd !== null && cost > amount.usd ? { ...amount, usd: cost } : amount;
  }

  #amount(usage: Usage, cost: number | null, estimated: boolean): Spent {
    const { inputTokens, outputTokens, totalTokens } = usage;
    const output = outputTokens ?? 0;
    const usd = cost ?? this.#price?.cost(usage)?.total ?? null;
    return { usd, outputTokens: output, totalTokens: totalTokens ?? (inputTokens ?? 0) + output, estimated };
  }
}

function priceOf(model: string, { provider, source }: Pricing): Price | null {
  return (source ?? installedPrices())?.find({ provider, models: [model], at: new Date() }) ?? null;
}

function refused(limit: BudgetLimit, prompt: Spent): string {
  const much = limit === "usd" ? `about ${dollars(prompt.usd ?? 0)}` : `about ${prompt.totalTokens} tokens`;
  return `The request was not sent. Its prompt alone is ${much}:`;
}
