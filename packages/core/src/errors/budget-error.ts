import { StreamError } from "./stream-errors.js";

/** What was spent on answers. */
export interface Spent {
  /** Null where the price of some of it is unknown. */
  readonly usd: number | null;
  readonly outputTokens: number;
  /** Those of prompts and answers. */
  readonly totalTokens: number;
  /** Some of it was counted from text, because no report of the provider was there (yet). */
  readonly estimated: boolean;
}

/**
 * A call was stopped by its `budget`, or refused before it was sent: then `partial` is null, or has nothing in it (a stream's). Of a shared budget, `spent` is what all of
 * its calls have spent.
 */
export class BudgetExceededError extends StreamError {
  static override readonly errorName: string = "BudgetExceededError";

  constructor(
    message: string,
    /** The limit that was reached, by its name in the budget. */
    readonly limit: "usd" | "outputTokens" | "totalTokens",
    readonly spent: Spent,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether `spent` holds estimates. */
  get estimated(): boolean {
    return this.spent.estimated;
  }
}
