import { MalformedChunkError, StreamAbortedError, StreamError, StreamTruncatedError } from "../errors.js";
import type { PartialResponse } from "../errors.js";
import type { StreamEnding } from "./ending.js";
import { transportError, truncatedError } from "./ending-errors.js";
import type { Frame, FrameSink, FrameSource } from "./frame-source.js";
import { orAborted } from "./or-aborted.js";
import { PairWaiters, done, type PairResult } from "./pair-waiters.js";
import { endMarker, type StreamAdapter } from "./stream-adapter.js";
import type { StreamState } from "./stream-state.js";
import { now, type StreamTiming } from "./timing.js";
import { ToolHandout, type ToolHandoutOptions } from "./tool-handout.js";

export interface StreamReaderOptions<Tool, PartialTool> extends ToolHandoutOptions<Tool, PartialTool> {
  /** The caller's signal. */
  readonly signal?: AbortSignal | undefined;
  /** The response so far, for errors. */
  partial(): PartialResponse;
}

/**
 * Reads a stream once, from request to ending.
 *
 * Nothing runs ahead of the reader: a frame is decoded, and the state advances, when its pair is handed out. What a read brought in
 * beyond one event waits as text, and `next()` serves it with a promise that is already resolved: no generator, no hop through
 * another promise. That, and reading the body without the SDK's decoder, is where the speed comes from.
 */
export class StreamReader<Chunk, State extends StreamState, Tool, PartialTool = never> implements FrameSink {
  readonly frames: Frame[] = [];
  readonly timing: { -readonly [K in keyof StreamTiming]: StreamTiming[K] } = {
    startedAt: null,
    firstChunkAt: null,
    firstContentAt: null,
    endedAt: null,
  };
  ending: StreamEnding | null = null;
  /** Kept apart from the source, which is let go at the ending with what it had read ahead. */
  requestId: string | null = null;
  readonly #adapter: StreamAdapter<unknown, Chunk, State>;
  readonly #options: StreamReaderOptions<Tool, PartialTool>;
  readonly #handout: ToolHandout<Tool, PartialTool>;
  /** Ours, and the only one that the SDK sees: it leaves its listeners on the signal it is given. */
  readonly #controller = new AbortController();
  readonly #waiters = new PairWaiters<Chunk, Tool | PartialTool>();
  #opening: Promise<void> | null = null;
  #source: FrameSource | null = null;
  #nextFrame = 0;
  /** The body is over; frames of it may still wait. */
  #bodyOver = false;
  /** Why the body is over, where it broke. */
  #broken: { readonly cause: unknown } | null = null;
  /** The body held no event but a whole answer. */
  #wholeBody = false;
  /** The answer is whole; tools of it may still wait. */
  #answerOver = false;

  constructor(adapter: StreamAdapter<unknown, Chunk, State>, options: StreamReaderOptions<Tool, PartialTool>) {
    this.#adapter = adapter;
    this.#options = options;
    this.#handout = new ToolHandout(adapter, options);
  }

  /** The tools handed out so far. */
  get tools(): readonly Tool[] {
    return this.#handout.tools;
  }

  /** Somebody waits for the next pair. */
  get isWaiting(): boolean {
    return this.#waiters.length > 0;
  }

  /** Sends the request, once. */
  open(): Promise<void> {
    return (this.#opening ??= this.#open());
  }

  next(): Promise<PairResult<Chunk, Tool | PartialTool>> {
    if (this.#waiters.length === 0 && this.#source !== null && this.ending === null) {
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

  /** The caller leaves. Without `thrown` its loops just end. */
  abort(reason: unknown, thrown = false): void {
    if (this.ending !== null) return;
    if (thrown) this.#waiters.failWith(reason);
    this.#end({ status: "aborted", cause: reason });
    this.#letGo(reason);
  }

  /** What to throw instead of a response after an ending other than complete. */
  get failure(): unknown {
    const { status, cause } = this.ending ?? {};
    if (status !== "aborted" || this.#bySignal) return cause;
    const message = "The stream was left before its end, so there is no whole response.";
    return this.#describe(
      new StreamAbortedError(`${message} constructCallResponse({ partial: true }) gives what had arrived.`, { cause }),
    );
  }

  onRead(): void {
    this.#advance();
  }

  onEnd(): void {
    this.#bodyOver = true;
    this.#advance();
  }

  onBreak(cause: unknown): void {
    this.#broken = { cause };
    this.onEnd();
  }

  get #bySignal(): boolean {
    return this.#options.signal?.aborted === true && this.ending?.cause === this.#options.signal.reason;
  }

  async #open(): Promise<void> {
    const { signal } = this.#options;
    if (signal?.aborted) this.abort(signal.reason, true);
    if (this.ending !== null) throw this.failure;
    // Here and not earlier: a stream that is never read would leave its listener on the signal for good.
    signal?.addEventListener("abort", this.#onSignal, { once: true });
    this.timing.startedAt = now();
    try {
      const { signal: own } = this.#controller;
      const opening = this.#adapter.open(own);
      // Nobody waits for headers that come after the reader has left; their body is closed all the same.
      opening.then(
        (late) => this.ending !== null && late.close(),
        () => undefined,
      );
      this.#source = await orAborted(opening, own);
      this.requestId = this.#source.requestId;
    } catch (error) {
      this.#fail(error);
    }
    if (this.ending === null) return;
    this.#source?.close();
    throw this.failure;
  }

  readonly #onSignal = (): void => {
    this.abort(this.#options.signal?.reason, true);
  };

  /** Serves those who wait, and reads on when there is nothing to serve them with. */
  #advance(): void {
    while (this.#waiters.length > 0 && this.ending === null) {
      if (this.#source === null) {
        const goOn = (): void => this.#advance();
        // A failure is in `ending` by then.
        this.open().then(goOn, goOn);
        return;
      }
      try {
        const result = this.#take();
        if (result === null) return this.#source.read(this);
        this.#waiters.serve(result);
      } catch (error) {
        this.#fail(error);
      }
    }
    if (this.ending !== null) {
      this.frames.length = 0;
      this.#waiters.dismiss();
    }
  }

  /** The next pair, or the end; null when the body must be read first. Throws what ends the stream. */
  #take(): PairResult<Chunk, Tool | PartialTool> | null {
    const { state } = this.#adapter;
    if (state.fault !== null) throw state.fault;
    const due = this.#handout.take();
    if (due !== null) return { done: false, value: [this.#adapter.empty(), due] };
    if (this.#answerOver) return this.#complete();
    while (this.#nextFrame < this.frames.length) {
      const frame = this.frames[this.#nextFrame++]!;
      if (this.#nextFrame === this.frames.length) {
        this.frames.length = 0;
        this.#nextFrame = 0;
      }
      const raw = this.#decode(frame);
      if (raw === null) continue;
      if (raw === endMarker) return this.#finish(true);
      const chunk = this.#adapter.read(raw);
      this.timing.firstChunkAt ??= now();
      if (this.timing.firstContentAt === null && !state.main.content.isEmpty) this.timing.firstContentAt = now();
      return { done: false, value: [chunk, this.#takeTool()] };
    }
    return this.#bodyOver ? this.#finish(this.#wholeBody) : null;
  }

  /** The tool that comes with a chunk. A call that cannot be handed out must not take the chunk with it: it is told at the next read. */
  #takeTool(): Tool | PartialTool | null {
    try {
      return this.#handout.take();
    } catch (error) {
      this.#adapter.state.fault = error instanceof Error ? error : new Error(String(error));
      return null;
    }
  }

  #decode(frame: Frame): unknown {
    if (frame.fault) throw frame.fault;
    if (!frame.wholeBody && !frame.unterminated) return this.#adapter.decode(frame.data, frame.event);
    try {
      if (frame.unterminated) return this.#adapter.decode(frame.data, frame.event, true);
      const raw = this.#adapter.decodeBody(String(frame.data), this.#source?.hint ?? "");
      // A whole answer is its own end marker: it could be decoded.
      this.#wholeBody = true;
      return raw;
    } catch (error) {
      if (!MalformedChunkError.isInstance(error) || !(frame.unterminated || this.#broken)) throw error;
      // Torn by the end of the body, which is no fault of the frame: whether the answer is whole is asked next.
      return null;
    }
  }

  /** The body is over, or said that nothing follows: decides how the stream ended. */
  #finish(marked: boolean): PairResult<Chunk, Tool | PartialTool> {
    const { state } = this.#adapter;
    if (this.#broken && !marked && !state.isFinished) throw transportError(this.#broken.cause);
    if (this.#adapter.verdict(marked) === "truncated") {
      throw truncatedError({ marked, answered: state.choices.size > 0, hint: this.#source?.hint ?? "" });
    }
    this.#answerOver = true;
    if (marked && !this.#bodyOver) this.#source?.drain();
    for (const { slots } of state.choices.values()) slots.settleAll(slots === state.main.slots ? state.settled : []);
    return this.#take() ?? this.#complete();
  }

  #complete(): IteratorReturnResult<undefined> {
    this.#source = null;
    this.#end(this.#broken ? { status: "complete", cause: this.#broken.cause } : { status: "complete" });
    return done;
  }

  #fail(error: unknown): void {
    if (this.ending !== null) return;
    this.#waiters.failWith(error);
    this.#end({ status: StreamTruncatedError.isInstance(error) ? "truncated" : "failed", cause: error });
    if (StreamError.isInstance(error)) this.#describe(error);
    this.#letGo(error);
  }

  #describe<E extends StreamError>(error: E): E {
    const { provider } = this.#adapter;
    return error.attach({ partial: this.#options.partial(), provider, requestId: this.requestId });
  }

  #end(ending: StreamEnding): void {
    this.ending = ending;
    this.timing.endedAt = now();
    this.#options.signal?.removeEventListener("abort", this.#onSignal);
    this.frames.length = 0;
    this.#nextFrame = 0;
  }

  /** Closes the request, whatever it is at: headers pending, a read pending, or bytes that nobody will read. */
  #letGo(reason: unknown): void {
    const source = this.#source;
    this.#source = null;
    this.#controller.abort(reason);
    this.#waiters.dismiss();
    // Last: what a client's own iterator does when it is closed is not ours, and must not keep a reader waiting.
    source?.close();
  }
}
