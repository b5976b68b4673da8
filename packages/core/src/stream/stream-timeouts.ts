import { CallOptionsError } from "../errors.js";

/**
 * How long a stream may take, in milliseconds; null: no limit. Past one of them it fails with a `StreamTimeoutError` that names it. The
 * clocks run only while somebody waits for the stream: a reader that is slow itself passes no limit save `total`.
 */
export interface StreamTimeouts {
  /**
   * From sending the request until the head of its response is there. A prompt that is still a promise is waited for in this time, too.
   * Default null: what the provider's client has, which is 10 minutes for most.
   */
  readonly open: number | null;
  /** From sending the request until its first chunk; comments and pings do not count. Default null: `idle` from the head on. */
  readonly firstChunk: number | null;
  /** For each further chunk, from asking for it until it is there. Default null. */
  readonly idle: number | null;
  /**
   * From sending the first request until the ending, over all attempts. For a slow reader it is looked at when the connection must be
   * read again; chunks that had been read are handed out before. Default null.
   */
  readonly total: number | null;
  /**
   * How long comments and pings, which show that the server is alive, may put off `idle`: while they come, a chunk may take this
   * long. At least `idle`; null: without an end. Default `idle`: they count for nothing.
   */
  readonly keepAlive: number | null;
}

/** The limits of which a `StreamTimeoutError` tells that they passed. */
export type TimeoutName = "open" | "firstChunk" | "idle" | "total";

const names: readonly string[] = [
  "open",
  "firstChunk",
  "idle",
  "total",
  "keepAlive",
] satisfies (keyof StreamTimeouts)[];
/** What `setTimeout` can count; above it fires at once. */
const longest = 2 ** 31 - 1;

/** Fills in the defaults. Throws `CallOptionsError` for a name or a value that is no time limit. */
export function streamTimeouts(given: Partial<StreamTimeouts> = {}): StreamTimeouts {
  for (const [name, value] of Object.entries(given)) {
    if (!names.includes(name)) {
      throw new CallOptionsError(`timeouts.${name} is no time limit. There are: ${names.join(", ")}.`);
    }
    if (value === null || value === undefined) continue;
    if (typeof value !== "number" || !(value > 0 && value <= longest)) {
      throw new CallOptionsError(
        `timeouts.${name} is ${String(value)}, and must be a number of milliseconds above 0 and at most ${longest}, or null for no limit.`,
      );
    }
  }
  const { open = null, firstChunk = null, idle = null, total = null, keepAlive = idle } = given;
  if (keepAlive !== null && (idle === null || keepAlive < idle)) {
    throw new CallOptionsError(
      `timeouts.keepAlive is ${keepAlive}, and puts off timeouts.idle, which is ${idle ?? "not given"}: it cannot be shorter, nor stand alone.`,
    );
  }
  return { open, firstChunk, idle, total, keepAlive };
}
