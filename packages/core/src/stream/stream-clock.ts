import { StreamTimeoutError } from "../errors.js";
import type { StreamTimeouts, TimeoutName } from "./stream-timeouts.js";

/** What is waited for: the time until the next attempt, a response's head, its first chunk, or a further one. */
export type AwaitedPart = "attempt" | "head" | "firstChunk" | "chunk";

interface Due {
  /** By the clock of `performance.now()`. */
  readonly at: number;
  readonly limit: TimeoutName;
  readonly ms: number;
}

/** Longest time for which a process that was late waits for what may have arrived meanwhile. */
const longestLook = 100;

/**
 * Tells when a stream has taken too long, with one timer, which runs only while somebody waits.
 *
 * A read that brought no chunk only writes a number: the timer looks at it when it fires, and is set again for what is left. One that
 * brought chunks sets and clears it, which costs 0.5 µs a read; a chunk that waits behind another of its read costs nothing.
 */
export class StreamClock {
  readonly #timeouts: StreamTimeouts;
  readonly #onTimeout: (error: StreamTimeoutError) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #awaited: AwaitedPart = "head";
  /** The first request was sent. */
  #startedAt: number | null = null;
  /** This attempt's request was sent; put off by the time in which nobody waited for its answer. */
  #sentAt = 0;
  /** Null while nobody waits. */
  #waitingSince: number | null = null;
  #restingSince = 0;
  /** The last time that anything came, or that the waiting began. */
  #aliveAt = 0;
  /** The time is over, and what may have arrived meanwhile is looked at once more. */
  #isLastLook = false;

  /** Null without a limit: there is nothing to measure then. */
  static of(timeouts: StreamTimeouts | undefined, onTimeout: (error: StreamTimeoutError) => void): StreamClock | null {
    if (!timeouts) return null;
    const { open, firstChunk, idle, total } = timeouts;
    return [open, firstChunk, idle, total].every((limit) => limit === null)
      ? null
      : new StreamClock(timeouts, onTimeout);
  }

  private constructor(timeouts: StreamTimeouts, onTimeout: (error: StreamTimeoutError) => void) {
    this.#timeouts = timeouts;
    this.#onTimeout = onTimeout;
  }

  /**
   * Somebody waits from now on; called again before `rest()`, something came, and it was not what is waited for. Returns the error
   * where the time was over before.
   */
  wait(awaited: AwaitedPart): StreamTimeoutError | null {
    const time = performance.now();
    this.#isLastLook = false;
    this.#aliveAt = time;
    if (awaited === "head") this.#sentAt = time;
    this.#startedAt ??= time;
    // Waiting for something else is a new wait.
    if (awaited !== this.#awaited && this.#waitingSince !== null) this.rest();
    this.#awaited = awaited;
    if (this.#waitingSince === null) {
      this.#waitingSince = time;
      if (awaited === "firstChunk") this.#sentAt += time - this.#restingSince;
    }
    const due = this.#due();
    if (due === null) return null;
    if (due.at <= time) return this.#expired(due);
    if (this.#timer === null) this.#set(due.at - time);
    return null;
  }

  /** Nobody waits any more: what was waited for is there, or all is over. */
  rest(): void {
    if (this.#waitingSince === null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waitingSince = null;
    this.#restingSince = performance.now();
  }

  #set(ms: number): void {
    this.#timer = setTimeout(this.#onTimer, Math.ceil(ms));
  }

  readonly #onTimer = (): void => {
    this.#timer = null;
    const due = this.#due();
    if (due === null) return;
    const left = due.at - performance.now();
    if (left > 0) return this.#set(left);
    if (!this.#isLastLook) {
      // A process that was busy finds its timers due before it has looked at its sockets: what they hold was in time. A compressed body
      // is unpacked by another thread, and takes as long again as the process was late.
      this.#isLastLook = true;
      return this.#set(Math.min(-left, longestLook));
    }
    this.#onTimeout(this.#expired(due));
  };

  /** The limit that passes first. */
  #due(): Due | null {
    const { open, firstChunk, idle, total, keepAlive } = this.#timeouts;
    const sentAt = this.#sentAt;
    let due = earlier(null, "total", this.#startedAt ?? 0, total);
    if (this.#awaited === "attempt") return due;
    if (this.#awaited === "head") due = earlier(due, "open", sentAt, open);
    if (this.#awaited !== "chunk" && firstChunk !== null) return earlier(due, "firstChunk", sentAt, firstChunk);
    if (this.#awaited === "head" || idle === null) return due;
    const since = this.#waitingSince ?? 0;
    // Whatever comes puts it off, and only so far.
    const isFar = keepAlive !== null && since + keepAlive < this.#aliveAt + idle;
    return isFar ? earlier(due, "idle", since, keepAlive) : earlier(due, "idle", this.#aliveAt, idle);
  }

  #expired({ limit, ms }: Due): StreamTimeoutError {
    this.rest();
    // What shows that the server is alive has put `idle` off as far as that goes.
    const raise = limit === "idle" && ms !== this.#timeouts.idle ? "keepAlive" : limit;
    return new StreamTimeoutError(
      `${said[limit]} within ${ms} ms. Raise timeouts.${raise} if it may take longer.`,
      limit,
    );
  }
}

const said: Readonly<Record<TimeoutName, string>> = {
  open: "The head of the response did not come",
  firstChunk: "The first chunk of the answer did not come",
  idle: "The next chunk of the answer did not come",
  total: "The answer was not complete",
};

function earlier(due: Due | null, limit: TimeoutName, from: number, ms: number | null): Due | null {
  if (ms === null || (due !== null && due.at <= from + ms)) return due;
  return { at: from + ms, limit, ms };
}
