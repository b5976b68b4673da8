import type { CallContext } from "../context/call-context.js";
import { StreamTimeoutError } from "../errors.js";
import { callFailure } from "../retry/call-failure.js";
import { isFailedRequest } from "../retry/failed-requests.js";
import type { CheckedFallback } from "../retry/fallback.js";
import { RetryPlan } from "../retry/retry-plan.js";
import type { AttemptRecord } from "../stream/recovery.js";
import { now } from "../stream/timing.js";
import type { CheckedOptions } from "./check-options.js";
import type { ProviderTypes } from "./provider-types.js";

/** What all routes and all answers of one whole call share: when it ends, and the attempts at the current answer that failed. */
export class CallRun<Types extends ProviderTypes> {
  readonly #options: CheckedOptions<Types>;
  /** Ours, because the SDK leaves its listeners on the signal that it is given. */
  readonly #controller = new AbortController();
  /** The caller's, and that of the call which this one is the fallback of. */
  readonly #sources: readonly AbortSignal[];
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #plan: RetryPlan | null = null;
  #attempts: AttemptRecord<null>[] = [];

  constructor(options: CheckedOptions<Types>, context: CallContext, provider: string) {
    const { total } = options.timeouts;
    this.#options = options;
    this.#sources = [options.signal, context.signal].filter((signal) => signal !== undefined && signal !== null);
    for (const source of this.#sources) {
      if (source.aborted) this.#controller.abort(source.reason);
      source.addEventListener("abort", this.#onAbort, { once: true });
    }
    if (total !== null) this.#timer = setTimeout(() => this.abort(tooLong(total, provider)), total);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The caller left. */
  get isLeft(): boolean {
    return this.#sources.some(({ aborted }) => aborted);
  }

  /** Made when the first request is sent, because its budget begins there. */
  get plan(): RetryPlan {
    return (this.#plan ??= new RetryPlan(this.#options));
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  fail(error: unknown, startedAt: number | null): AttemptRecord<null> {
    const attempt = this.#attempts.length + 1;
    const failed = { attempt, error, response: null, usage: null, startedAt, endedAt: now() };
    this.#attempts.push(failed);
    return failed;
  }

  /** There is an answer. Returns the attempts that failed before; those at a further answer are counted anew. */
  answer(): readonly AttemptRecord<null>[] {
    const attempts = this.#attempts;
    this.#attempts = [];
    this.#plan = null;
    return attempts;
  }

  /** Who takes over; null: nobody. */
  fallback(error: unknown): CheckedFallback | null {
    if (this.signal.aborted || !isFailedRequest(error)) return null;
    const route = this.plan.fallback(callFailure(error, { attempt: this.#attempts.length, hasContent: false }));
    return route === null ? null : (this.#options.fallbacks[route - 1] ?? null);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const source of this.#sources) source.removeEventListener("abort", this.#onAbort);
  }

  readonly #onAbort = (): void => {
    this.abort(this.#sources.find(({ aborted }) => aborted)?.reason);
  };
}

function tooLong(total: number, provider: string): StreamTimeoutError {
  const message = `The answer was not complete within ${total} ms. Raise timeouts.total if it may take longer.`;
  return new StreamTimeoutError(message, "total").attach({ partial: null, provider, requestId: null });
}
