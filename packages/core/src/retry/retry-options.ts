import { CallOptionsError } from "../errors.js";
import { isTransient, type CallFailure } from "./call-failure.js";

/** How often to ask again, and when. */
export interface RetryOptions {
  /**
   * Times that a request is sent at most, the first included; each of the call's fallbacks has as many. Default 1. From 2 on the SDK's
   * own retries are switched off, because the two would multiply.
   */
  readonly attempts?: number;
  /**
   * Which failures are worth another attempt. Default: those that pass by themselves, as the SDKs see it (connection, 408, 409, 429, 5xx),
   * and timeouts, truncated answers and the provider's own errors behind the headers. Never asked about 400, 401 or an abort.
   */
  readonly on?: (failure: CallFailure) => boolean;
  /**
   * Milliseconds to wait before the second attempt, twice as long before each further one and 30 s at most; the wait is a random
   * part of that ("full jitter"), so that callers who failed together do not come back together. A server's `retry-after-ms` or
   * `retry-after` counts instead. Default 500.
   */
  readonly delay?: number;
  /** Milliseconds after the first attempt began in which another one may still begin. Default 60,000. */
  readonly budget?: number;
  /** Times that an answer which does not fit its `responseModel` goes back to the model, with what is wrong. Default 0. */
  readonly validation?: number;
}

/**
 * What to do about a failure when the reader has some of the answer: `fail`, as if there were no retries, or `restart`: ask again, and let
 * the reader see by the stream's `attempt` that the answer begins anew.
 */
export type MidStream = "fail" | "restart";

export type CheckedRetry = Required<RetryOptions>;

const defaults: CheckedRetry = { attempts: 1, on: isTransient, delay: 500, budget: 60_000, validation: 0 };

/** Fills in the defaults. Throws `CallOptionsError` for a name or a value that makes no sense. */
export function checkRetry(given: RetryOptions = {}): CheckedRetry {
  if (typeof given !== "object" || given === null) {
    throw new CallOptionsError(`retry is ${String(given)}, and must be an object: retry: { attempts: 3 }.`);
  }
  const retry = {
    ...defaults,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(defaults, name)) {
      throw new CallOptionsError(`retry.${name} is no option. There are: ${Object.keys(defaults).join(", ")}.`);
    }
  }
  check(
    "validation",
    retry.validation,
    Number.isInteger(retry.validation) && retry.validation >= 0,
    "a whole number of at least 0",
  );
  check(
    "attempts",
    retry.attempts,
    Number.isInteger(retry.attempts) && retry.attempts >= 1,
    "a whole number of at least 1",
  );
  check("delay", retry.delay, Number.isFinite(retry.delay) && retry.delay >= 0, "milliseconds, 0 or more");
  check("budget", retry.budget, retry.budget > 0, "milliseconds, more than 0");
  check("on", retry.on, typeof retry.on === "function", "a function of the failure that returns a boolean");
  return retry;
}

function check(name: string, value: unknown, isFine: boolean, wanted: string): void {
  if (isFine) return;
  throw new CallOptionsError(`retry.${name} is ${String(value)}, and must be ${wanted}.`);
}
