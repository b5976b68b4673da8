import type { StreamEnding } from "./ending.js";
import type { CallEvent, Middleware } from "./middleware.js";
import { now } from "./timing.js";

/** What an observer threw; in an object, because it may have thrown `undefined`. */
export interface ObserverFault {
  readonly error: unknown;
}

/** What all events of a call have in common. */
export interface EventStamp {
  readonly callId: number;
  readonly at: number;
}

/** Tells an ending, with the response that `partial` builds. */
export function endEvent<Response>(
  ending: StreamEnding,
  partial: () => Response,
): (stamp: EventStamp) => CallEvent<never, never, Response> {
  const { status, cause } = ending;
  return status === "failed" || status === "truncated"
    ? (stamp) => ({ type: "error", ...stamp, error: cause, response: partial() })
    : (stamp) => ({ type: "end", ...stamp, ending, response: partial() });
}

let calls = 0;

/** Those who watch one call. They are told its end once, if they were told its start, and nothing after it. */
export class CallObservers<Chunk, Tool, Response> {
  readonly #callId = ++calls;
  readonly #observers: readonly Middleware<Chunk, Tool, Response>[];
  readonly #onRejection: (error: unknown) => void;
  /** How many of the observers were told the start: one may stop the call before those behind it have heard of it. */
  #started = 0;
  #isOver = false;

  /** `onRejection` is told what a promise that an observer returned rejected with. */
  constructor(observers: readonly Middleware<Chunk, Tool, Response>[], onRejection: (error: unknown) => void) {
    this.#observers = observers;
    this.#onRejection = onRejection;
  }

  /** Tells all of them, also behind one that throws. Returns what the first of those threw. */
  tell(describe: (stamp: EventStamp) => CallEvent<Chunk, Tool, Response>): ObserverFault | null {
    if (this.#isOver) return null;
    const event = describe({ callId: this.#callId, at: now() });
    const isLast = event.type === "end" || event.type === "error";
    this.#isOver = isLast;
    let fault: ObserverFault | null = null;
    for (const [index, observer] of this.#observers.entries()) {
      if (event.type === "start") this.#started = index + 1;
      else if (index >= this.#started) break;
      try {
        const returned: unknown = observer.onEvent(event);
        // An async function is an observer, too: nobody waits for it, and its rejection must not become unhandled.
        if (returned !== undefined) Promise.resolve(returned).catch(this.#onRejection);
      } catch (error) {
        fault ??= { error };
      }
      // One of them stopped the call: those behind it have been told the end.
      if (this.#isOver && !isLast) break;
    }
    return fault;
  }
}
