import { MalformedChunkError, StreamTimeoutError } from "../errors.js";
import { transportError, truncatedError } from "./ending-errors.js";
import type { Frame, FrameSink, FrameSource } from "./frame-source.js";
import { checkDepth } from "./json-depth.js";
import { orAborted } from "./or-aborted.js";
import { done, type PairResult } from "./pair-waiters.js";
import { pause } from "./pause.js";
import { endMarker, type StreamAdapter } from "./stream-adapter.js";
import type { StreamState } from "./stream-state.js";
import { now } from "./timing.js";
import { ToolHandout, type ToolHandoutOptions } from "./tool-handout.js";

/** One request and its answer, from sending to the verdict. What fails here may be followed by another attempt. */
export class StreamAttempt<Chunk, State extends StreamState, Tool, PartialTool> implements FrameSink {
  readonly frames: Frame[] = [];
  readonly adapter: StreamAdapter<unknown, Chunk, State>;
  /** Kept apart from the source, which is let go at the ending with what it had read ahead. */
  requestId: string | null = null;
  startedAt: number | null = null;
  firstChunkAt: number | null = null;
  firstContentAt: number | null = null;
  readonly #handout: ToolHandout<Tool, PartialTool>;
  /** Ours, and the only one that the SDK sees: it leaves its listeners on the signal it is given. */
  readonly #controller = new AbortController();
  readonly #onProgress: () => void;
  #source: FrameSource | null = null;
  #isClosed = false;
  #nextFrame = 0;
  /** The body is over; frames of it may still wait. */
  #bodyOver = false;
  /** Why the body is over, where it broke. */
  #broken: { readonly cause: unknown } | null = null;
  /** The body held no event but a whole answer. */
  #wholeBody = false;
  /** The answer is whole; tools of it may still wait. */
  #answerOver = false;

  /** `onProgress` is told each time that a read is over. */
  constructor(
    adapter: StreamAdapter<unknown, Chunk, State>,
    tools: ToolHandoutOptions<Tool, PartialTool>,
    onProgress: () => void,
  ) {
    this.adapter = adapter;
    this.#handout = new ToolHandout(adapter, tools);
    this.#onProgress = onProgress;
  }

  /** The tools handed out so far. */
  get tools(): readonly Tool[] {
    return this.#handout.tools;
  }

  /** The response's head is there. */
  get isOpen(): boolean {
    return this.#source !== null;
  }

  /** What broke the connection, where something did. */
  get broken(): { readonly cause: unknown } | null {
    return this.#broken;
  }

  /** Waits before the request is sent, until the attempt is closed. */
  wait(ms: number): Promise<void> {
    return pause(ms, this.#controller.signal);
  }

  /** Sends the request. */
  async open(): Promise<void> {
    this.startedAt = now();
    const { signal } = this.#controller;
    const opening = this.adapter.open(signal).then((source) => {
      // Nobody waits for headers that come after the reader has left; their body is closed all the same.
      if (signal.aborted) return source.close();
      this.#source = source;
      this.requestId = source.requestId;
    });
    await orAborted(opening, signal);
  }

  /** Reads the body once. */
  read(): void {
    this.#source?.read(this);
  }

  /** The next pair, or the end; null when the body must be read first. Throws what ends the attempt. */
  take(): PairResult<Chunk, Tool | PartialTool> | null {
    const { state } = this.adapter;
    if (state.fault !== null) throw state.fault;
    const due = this.#handout.take();
    if (due !== null) return { done: false, value: [this.adapter.empty(), due] };
    if (this.#answerOver) return done;
    while (this.#nextFrame < this.frames.length) {
      const frame = this.frames[this.#nextFrame++]!;
      if (this.#nextFrame === this.frames.length) {
        this.frames.length = 0;
        this.#nextFrame = 0;
      }
      const raw = this.#decode(frame);
      if (raw === null) continue;
      if (raw === endMarker) return this.#finish(true);
      const chunk = this.adapter.read(raw);
      this.firstChunkAt ??= now();
      if (this.firstContentAt === null && !state.main.content.isEmpty) this.firstContentAt = now();
      return { done: false, value: [chunk, this.#takeTool()] };
    }
    return this.#bodyOver ? this.#finish(this.#wholeBody) : null;
  }

  /** Ends the waiting for the head, or for the body, which may have said all by now. */
  interrupt(cause: unknown): void {
    this.#controller.abort(cause);
    if (this.#source !== null) this.onBreak(cause);
  }

  /** Closes the request, whatever it is at: headers pending, a read pending, or bytes that nobody will read. */
  abort(reason: unknown): void {
    this.#isClosed = true;
    this.#controller.abort(reason);
    this.frames.length = 0;
  }

  /** Lets go of the source. Apart from `abort`, and after all else: what a client's own iterator does when it is closed is not ours. */
  close(): void {
    const source = this.#source;
    this.release();
    source?.close();
  }

  /** The answer is complete, and what its source had read ahead is let go. */
  release(): void {
    this.#isClosed = true;
    this.#source = null;
    this.frames.length = 0;
    this.#nextFrame = 0;
  }

  onRead(): void {
    // A source that is closed may still bring what it held, which can be long.
    if (this.#isClosed) this.frames.length = 0;
    else this.#onProgress();
  }

  onEnd(): void {
    this.#bodyOver = true;
    this.onRead();
  }

  onBreak(cause: unknown): void {
    this.#broken = { cause };
    this.onEnd();
  }

  /** The tool that comes with a chunk. A call that cannot be handed out must not take the chunk with it: it is told at the next read. */
  #takeTool(): Tool | PartialTool | null {
    try {
      return this.#handout.take();
    } catch (error) {
      this.adapter.state.fault = error instanceof Error ? error : new Error(String(error));
      return null;
    }
  }

  #decode(frame: Frame): unknown {
    const { data } = frame;
    if (frame.fault) throw frame.fault;
    const { depth } = this.adapter.state.limits;
    if (typeof data === "string" && data.length > depth) checkDepth(data, depth, "An event of the stream");
    if (!frame.wholeBody && !frame.unterminated) return this.adapter.decode(data, frame.event);
    try {
      if (frame.unterminated) return this.adapter.decode(data, frame.event, true);
      const raw = this.adapter.decodeBody(String(data), this.#source?.hint ?? "");
      // A whole answer is its own end marker: it could be decoded.
      this.#wholeBody = true;
      return raw;
    } catch (error) {
      if (!MalformedChunkError.isInstance(error) || !(frame.unterminated || this.#broken)) throw error;
      // Torn by the end of the body, which is no fault of the frame: whether the answer is whole is asked next.
      return null;
    }
  }

  /** The body is over, or said that nothing follows: decides how the attempt ended. */
  #finish(marked: boolean): PairResult<Chunk, Tool | PartialTool> {
    const { state } = this.adapter;
    const broken = this.#broken;
    if (broken && !marked && !state.isFinished) {
      throw StreamTimeoutError.isInstance(broken.cause) ? broken.cause : transportError(broken.cause);
    }
    if (this.adapter.verdict(marked) === "truncated") {
      throw truncatedError({ marked, answered: state.choices.size > 0, hint: this.#source?.hint ?? "" });
    }
    this.#answerOver = true;
    if (marked && !this.#bodyOver) this.#source?.drain();
    for (const { slots } of state.choices.values()) slots.settleAll(slots === state.main.slots ? state.settled : []);
    return this.take() ?? done;
  }
}
