import { isFinal, retryAfter, type CallFailure } from "./call-failure.js";
import type { CheckedFallback } from "./fallback.js";
import type { CheckedRetry, MidStream } from "./retry-options.js";

/** Longest wait that is not asked for by the server. */
const longestDelay = 30_000;
/** What `setTimeout` can count; above it fires at once. */
const longestTimer = 2 ** 31 - 1;

export interface RetryPlanOptions {
  readonly retry: CheckedRetry;
  readonly midStream: MidStream;
  readonly fallbacks: readonly CheckedFallback[];
}

/** What to do after each failure of one call: made when its first request is sent. What a predicate throws is thrown. */
export class RetryPlan {
  readonly #options: RetryPlanOptions;
  readonly #startedAt = performance.now();
  #route = 0;
  /** Failures on this route. */
  #failed = 0;

  constructor(options: RetryPlanOptions) {
    this.#options = options;
  }

  /** Milliseconds to wait before the request is sent again; null: not again. */
  again(failure: CallFailure): number | null {
    const { retry } = this.#options;
    this.#failed++;
    if (!this.#isMendable(failure) || this.#failed >= retry.attempts || !retry.on(failure)) return null;
    const delay = this.#delay(failure);
    return this.#elapsed + delay < retry.budget && delay <= longestTimer ? delay : null;
  }

  /** The fallback that takes over, by its place in the list, counted from 1; null: none. */
  fallback(failure: CallFailure): number | null {
    const { fallbacks, retry } = this.#options;
    if (!this.#isMendable(failure) || this.#elapsed >= retry.budget) return null;
    for (let route = this.#route + 1; route <= fallbacks.length; route++) {
      if (!fallbacks[route - 1]?.on(failure)) continue;
      this.#route = route;
      this.#failed = 0;
      return route;
    }
    return null;
  }

  #isMendable(failure: CallFailure): boolean {
    return !isFinal(failure) && !(failure.hasContent && this.#options.midStream === "fail");
  }

  get #elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  #delay(failure: CallFailure): number {
    const asked = retryAfter(failure);
    if (asked !== null) return asked;
    const most = Math.min(this.#options.retry.delay * 2 ** (this.#failed - 1), longestDelay);
    return Math.random() * most;
  }
}
