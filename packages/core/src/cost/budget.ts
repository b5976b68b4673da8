import { BudgetExceededError, CallOptionsError, type Spent } from "../errors.js";
import { dollars, roundCost } from "./sum-costs.js";

/** How much may be spent. One of them at least; each a number above 0. */
export interface BudgetLimits {
  /** US dollars, for prompts and answers. Needs prices: see `prices`. */
  readonly usd?: number;
  /** Tokens of answers, the reasoning included. */
  readonly outputTokens?: number;
  /** Tokens of prompts and answers. */
  readonly totalTokens?: number;
}

export type BudgetLimit = keyof BudgetLimits;

const limitNames: readonly BudgetLimit[] = ["usd", "outputTokens", "totalTokens"];
const nothing: Spent = { usd: 0, outputTokens: 0, totalTokens: 0, estimated: false };

/** What one request has spent so far, as its budget sees it. */
export interface Charge {
  amount: Spent;
}

/**
 * A budget that several calls share, one after the other or at once:
 *
 * ```ts
 * const budget = new Budget({ usd: 0.5 });
 * const ask = openaiCall("gpt-4o-mini", { stream: true, budget })(…);
 * ```
 *
 * A call whose prompt does not fit any more is refused before it is sent. A stream is stopped as soon as all calls together pass a limit,
 * so that each overshoots by a chunk at most; an answer that comes whole cannot be stopped, and what it costs is known when it is there.
 * Throws `CallOptionsError` for limits that make no sense.
 */
export class Budget {
  readonly limits: BudgetLimits;
  /** Of the requests that are over. */
  #settled = nothing;
  readonly #running = new Set<Charge>();

  constructor(limits: BudgetLimits) {
    this.limits = checkLimits(limits);
  }

  /** What all calls have spent, those that run included. */
  get spent(): Spent {
    return [...this.#running].reduce((sum, { amount }) => add(sum, amount), this.#settled);
  }

  /** For calls: opens an account for one request. */
  open(amount: Spent): Charge {
    const charge = { amount };
    this.#running.add(charge);
    return charge;
  }

  /** For calls: the request is over, and this is what it has spent. Null: nothing, because it was refused. */
  settle(charge: Charge, amount: Spent | null): void {
    if (this.#running.delete(charge) && amount !== null) this.#settled = add(this.#settled, amount);
  }

  /** For calls: which limit a prompt of this much would pass, or leave no answer room within. Null: none. */
  refusal(prompt: Spent): BudgetLimit | null {
    const { spent } = this;
    return limitNames.find((name) => this.#isPassed(name, add(spent, prompt)) || this.#isReached(name, spent)) ?? null;
  }

  /** For calls: which limit is passed. Null: none. */
  passed(): BudgetLimit | null {
    const { spent } = this;
    return limitNames.find((name) => this.#isPassed(name, spent)) ?? null;
  }

  #isPassed(name: BudgetLimit, spent: Spent): boolean {
    return (spent[name] ?? 0) > (this.limits[name] ?? Number.POSITIVE_INFINITY);
  }

  #isReached(name: BudgetLimit, spent: Spent): boolean {
    return (spent[name] ?? 0) >= (this.limits[name] ?? Number.POSITIVE_INFINITY);
  }
}

/** Throws for what no budget is. */
function checkLimits(limits: unknown): BudgetLimits {
  if (typeof limits !== "object" || limits === null || Array.isArray(limits)) {
    throw new CallOptionsError(
      "A budget is an object: { usd, outputTokens, totalTokens }, or a Budget that calls share.",
    );
  }
  const copy: { -readonly [Name in BudgetLimit]?: number } = {};
  for (const [name, value] of Object.entries(limits)) {
    const known = limitNames.find((limit) => limit === name);
    if (known === undefined) {
      throw new CallOptionsError(`"${name}" is no limit of a budget. There are: ${limitNames.join(", ")}.`);
    }
    if (value === undefined) continue;
    if (typeof value !== "number" || !(value > 0) || value === Number.POSITIVE_INFINITY) {
      const why = value === 0 ? " With nothing to spend, every call would be refused." : "";
      throw new CallOptionsError(`budget.${name} is ${String(value)}, and must be a number above 0.${why}`);
    }
    copy[known] = value;
  }
  if (Object.keys(copy).length > 0) return Object.freeze(copy);
  throw new CallOptionsError(`A budget has at least one limit: ${limitNames.join(", ")}.`);
}

function add(a: Spent, b: Spent): Spent {
  return {
    usd: a.usd === null || b.usd === null ? null : roundCost(a.usd + b.usd),
    outputTokens: a.outputTokens + b.outputTokens,
    totalTokens: a.totalTokens + b.totalTokens,
    estimated: a.estimated || b.estimated,
  };
}

/** Limits of one call, or a budget that it shares. */
export type BudgetOption = BudgetLimits | Budget;

/** Throws `CallOptionsError` for what no budget is. Returns what makes the budget of each call. */
export function checkBudget(option: unknown): () => Budget {
  if (option instanceof Budget) return () => option;
  if (Array.isArray(option)) {
    throw new CallOptionsError(
      "budget takes one budget, and this is a list. Of two, put one on the prompt class or on runTools: all of them hold.",
    );
  }
  // `Budget` checks what the limits are, whatever their type says.
  const { limits } = new Budget(option as BudgetLimits);
  return () => new Budget(limits);
}

export function budgetError(limit: BudgetLimit, { limits, spent }: Budget, what: string): BudgetExceededError {
  const most = limit === "usd" ? dollars(limits.usd ?? 0) : `${limits[limit]} tokens`;
  const is = limit === "usd" ? dollars(spent.usd ?? 0) : `${Math.round(spent[limit])} tokens`;
  const about = spent.estimated ? "about " : "";
  const message = `${what} budget.${limit} is ${most}, and ${about}${is} of it ${limit === "usd" ? "is" : "are"} spent.`;
  return new BudgetExceededError(message, limit, spent);
}
