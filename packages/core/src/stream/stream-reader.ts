import { StreamError, StreamTimeoutError, type PartialResponse } from "../errors.js";
import { CallObservers, endEvent, type EventStamp, type ObserverFault } from "./call-observers.js";
import type { StreamEnding } from "./ending.js";
import { failedEnding, leftError } from "./ending-errors.js";
import type { CallEvent } from "./middleware.js";
import { PairWaiters, type PairResult } from "./pair-waiters.js";
import type { AttemptRecord } from "./recovery.js";
import type { StreamAdapter } from "./stream-adapter.js";
import { StreamAttempt } from "./stream-attempt.js";
import { StreamClock, type AwaitedPart } from "./stream-clock.js";
import type { StreamSettings } from "./stream-settings.js";
import type { StreamState } from "./stream-state.js";
import { now, type StreamTiming } from "./timing.js";

/**
 * Reads a stream once, from request to ending.
 *
 * Nothing runs ahead of the reader: a frame is decoded, and the state advances, when its pair is handed out. What a read brought in
 * beyond one event waits as text, and `next()` serves it with a promise that is already resolved: no generator, no hop through
 * another promise. That, and reading the body without the SDK's decoder, is where the speed comes from.
 */
export class StreamReader<
  Chunk,
  State extends StreamState,
  Response extends PartialResponse,
  Tool,
  PartialTool = never,
> {
  ending: StreamEnding | null = null;
  /** The attempts that failed and were followed by another one. */
  readonly attempts: AttemptRecord<Response>[] = [];
  readonly #settings: StreamSettings<Chunk, State, Tool, PartialTool>;
  /** The response so far. */
  readonly #partial: () => Response;
  readonly #waiters = new PairWaiters<Chunk, Tool | PartialTool>();
  readonly #clock: StreamClock | null;
  readonly #observers: CallObservers<Chunk, Tool, Response> | null;
  #attempt: StreamAttempt<Chunk, State, Tool, PartialTool>;
  /** Milliseconds before the attempt is sent. */
  #delay = 0;
  #opening: Promise<void> | null = null;
  #startedAt: number | null = null;
  #endedAt: number | null = null;

  /** `partial` builds the response so far. */
  constructor(
    adapter: StreamAdapter<unknown, Chunk, State>,
    settings: StreamSettings<Chunk, State, Tool, PartialTool>,
    partial: () => Response,
  ) {
    const { timeouts, observers = [] } = settings;
    this.#settings = settings;
    this.#partial = partial;
    this.#attempt = new StreamAttempt(adapter, settings, this.#advance);
    this.#clock = StreamClock.of(timeouts, (error) => this.#attempt.interrupt(error));
    this.#observers = observers.length > 0 ? new CallObservers(observers, (error) => this.#giveUp(error)) : null;
  }

  /** What was gathered of the current attempt. */
  get state(): State {
    return this.#attempt.adapter.state;
  }

  /** The tools handed out so far. */
  get tools(): readonly Tool[] {
    return this.#attempt.tools;
  }

  get requestId(): string | null {
    return this.#attempt.requestId;
  }

  /** The first attempt's start, and the current one's chunks. */
  get timing(): StreamTiming {
    const { firstChunkAt, firstContentAt } = this.#attempt;
    return { startedAt: this.#startedAt, firstChunkAt, firstContentAt, endedAt: this.#endedAt };
  }

  /** Somebody waits for the next pair. */
  get isWaiting(): boolean {
    return this.#waiters.length > 0;
  }

  /** Sends the request, once, and again as often as a failure is recovered from. */
  open(): Promise<void> {
    return (this.#opening ??= this.#open());
  }

  next(): Promise<PairResult<Chunk, Tool | PartialTool>> {
    if (this.#waiters.length === 0 && this.#attempt.isOpen && this.ending === null) {
      try {
        const result = this.#take();
        if (result !== null) return Promise.resolve(result);
      } catch (error) {
        this.#fail(error);
      }
    }
    const result = this.#waiters.wait();
    if (this.#waiters.length === 1) this.#advance();
    return result;
  }

  /** The caller leaves, and its loops just end. Throws what an observer throws on hearing of it, where no loop waits that could. */
  leave(reason: unknown): void {
    if (this.ending !== null) return;
    const { isWaiting } = this;
    const fault = this.#end({ status: "aborted", cause: reason }, true);
    this.#letGo(reason);
    if (fault !== null && !isWaiting) throw fault.error;
  }

  /** What to throw instead of a response after an ending other than complete. */
  get failure(): unknown {
    const { status, cause } = this.ending ?? {};
    if (status !== "aborted" || this.#bySignal) return cause;
    return this.#describe(leftError(cause));
  }

  get #bySignal(): boolean {
    return this.#settings.signal?.aborted === true && this.ending?.cause === this.#settings.signal.reason;
  }

  async #open(): Promise<void> {
    if (this.#startedAt === null) this.#start();
    while (this.ending === null) {
      const attempt = this.#attempt;
      try {
        if (this.#delay > 0) {
          this.#expect("attempt");
          await attempt.wait(this.#delay);
        }
        this.#expect("head");
        await attempt.open();
        // A reader that waits goes on waiting, for its chunk.
        if (!this.isWaiting) this.#clock?.rest();
        if (this.ending === null) return;
      } catch (error) {
        this.#fail(error);
      }
    }
    throw this.failure;
  }

  /** Throws where the time is over already. */
  #expect(awaited: AwaitedPart): void {
    const late = this.#clock?.wait(awaited) ?? null;
    if (late !== null) throw late;
  }

  #start(): void {
    if (this.ending !== null) return;
    const { signal } = this.#settings;
    if (signal?.aborted) return this.#onSignal();
    // Here and not earlier: a stream that is never read would leave its listener on the signal for good.
    signal?.addEventListener("abort", this.#onSignal, { once: true });
    this.#startedAt = now();
    this.#tell((stamp) => ({ type: "start", ...stamp, provider: this.#attempt.adapter.provider }));
  }

  readonly #onSignal = (): void => {
    this.#stop({ status: "aborted", cause: this.#settings.signal?.reason });
  };

  /** Serves those who wait, and reads on when there is nothing to serve them with. */
  readonly #advance = (): void => {
    while (this.#waiters.length > 0 && this.ending === null) {
      if (!this.#attempt.isOpen) {
        // A failure is in `ending` by then.
        this.open().then(this.#advance, this.#advance);
        return;
      }
      try {
        const result = this.#take();
        if (result !== null) {
          this.#clock?.rest();
          this.#waiters.serve(result);
        } else if (this.ending === null) {
          const late = this.#clock?.wait(this.#attempt.firstChunkAt === null ? "firstChunk" : "chunk") ?? null;
          if (late === null) return this.#attempt.read();
          // Comes back here, for what had been said by now, and serves all: whoever went on after it would open, and read, once more.
          return this.#attempt.interrupt(late);
        }
      } catch (error) {
        this.#fail(error);
      }
    }
    if (this.ending !== null) this.#waiters.dismiss();
  };

  /** The next pair, or the end; null when there is nothing to hand out, now or any more. Throws what fails the attempt. */
  #take(): PairResult<Chunk, Tool | PartialTool> | null {
    const result = this.#attempt.take();
    // Tools are made by the caller's code, which may have left meanwhile.
    if (result === null || this.ending !== null) return null;
    if (result.done) return this.#complete() === null ? result : null;
    return this.#observers === null || this.#tellPair(result.value) ? result : null;
  }

  #complete(): ObserverFault | null {
    const { broken } = this.#attempt;
    if (broken === null) this.#attempt.release();
    else this.#attempt.close();
    return this.#end(broken ? { status: "complete", cause: broken.cause } : { status: "complete" }, true);
  }

  #fail(error: unknown): void {
    if (this.ending !== null) return;
    try {
      if (!this.#tryAgain(error)) this.#giveUp(error);
    } catch (thrown) {
      this.#giveUp(thrown);
    }
  }

  #tryAgain(error: unknown): boolean {
    const { recover } = this.#settings;
    // Whatever followed would be too late as well.
    if (!recover || (StreamTimeoutError.isInstance(error) && error.limit === "total")) return false;
    const failed = this.#attempt;
    const record = this.#record(error);
    const { attempt, endedAt } = record;
    const next = recover({ error, attempt, hasContent: this.state.answered, startedAt: this.#startedAt ?? endedAt });
    if (next === null || this.ending !== null) return false;
    this.attempts.push(record);
    this.#attempt = new StreamAttempt(next.adapter, this.#settings, this.#advance);
    this.#delay = next.delay;
    // What failed before its head came is in the middle of open(), which goes on with the next one.
    if (failed.isOpen) this.#opening = null;
    failed.abort(error);
    failed.close();
    this.#tell((stamp) => ({ type: "retry", ...stamp, failed: record, delay: next.delay }));
    return true;
  }

  /** The attempt, as if its failure had ended the stream. */
  #record(error: unknown): AttemptRecord<Response> {
    const endedAt = now();
    this.ending = failedEnding(error);
    this.#endedAt = endedAt;
    try {
      if (StreamError.isInstance(error)) this.#describe(error);
      const response = this.#partial();
      const { startedAt } = this.#attempt;
      return { attempt: this.attempts.length + 1, error, response, usage: this.state.usage, startedAt, endedAt };
    } finally {
      this.ending = null;
      this.#endedAt = null;
    }
  }

  /** Fails for good. */
  #giveUp(error: unknown): void {
    this.#stop(failedEnding(error));
  }

  /** Ends with something that the loop throws. */
  #stop(ending: StreamEnding): void {
    if (this.ending !== null) return;
    this.#waiters.failWith(ending.cause);
    try {
      this.#end(ending);
    } finally {
      this.#letGo(ending.cause);
    }
  }

  #describe<E extends StreamError>(error: E): E {
    const { provider } = this.#attempt.adapter;
    return error.attach({ partial: this.#partial(), provider, requestId: this.requestId });
  }

  /** Returns what an observer threw on hearing of an end that is `quiet`, that is, for which the loop would throw nothing else. */
  #end(ending: StreamEnding, quiet = false): ObserverFault | null {
    this.ending = ending;
    this.#endedAt = now();
    this.#settings.signal?.removeEventListener("abort", this.#onSignal);
    this.#clock?.rest();
    if (ending.status !== "aborted" && StreamError.isInstance(ending.cause)) this.#describe(ending.cause);
    const fault = this.#observers?.tell(endEvent(ending, this.#partial)) ?? null;
    if (fault === null || !quiet) return null;
    this.ending = { status: "failed", cause: fault.error };
    this.#waiters.failWith(fault.error);
    return fault;
  }

  #letGo(reason: unknown): void {
    const attempt = this.#attempt;
    attempt.abort(reason);
    this.#waiters.dismiss();
    attempt.close();
  }

  #tell(event: (stamp: EventStamp) => CallEvent<Chunk, Tool, Response>): void {
    const fault = this.#observers?.tell(event) ?? null;
    if (fault !== null) this.#giveUp(fault.error);
  }

  /** Whether the pair is still to be handed out. */
  #tellPair([chunk, tool]: [chunk: Chunk, tool: Tool | PartialTool | null]): boolean {
    const whole = this.tools.at(-1);
    this.#tell((stamp) => ({ type: "chunk", ...stamp, chunk }));
    if (whole !== undefined && tool === whole) this.#tell((stamp) => ({ type: "tool", ...stamp, tool: whole }));
    return this.ending === null;
  }
}
