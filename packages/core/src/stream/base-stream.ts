/// <reference lib="esnext.disposable" preserve="true" />
import { StreamConsumedError, StreamNotConsumedError, type PartialResponse } from "../errors.js";
import { neutralUsage, type AnswerSource } from "./answer-source.js";
import type { StreamEnding } from "./ending.js";
import { onePass } from "./one-pass.js";
import type { AttemptRecord } from "./recovery.js";
import type { StreamAdapter } from "./stream-adapter.js";
import { StreamReader } from "./stream-reader.js";
import type { StreamSettings } from "./stream-settings.js";
import type { StreamState } from "./stream-state.js";
import { TeeLog } from "./tee-log.js";
import { checkReaderCount, teeReaders, type TeeReaders } from "./tee-reader.js";
import { textStream } from "./text-stream.js";
import type { StreamTiming } from "./timing.js";
import { toReadableStream, type BodyOptions } from "./to-readable-stream.js";
import { toResponse, type ToResponseOptions } from "./to-response.js";

/** A tool call that was not handed out: still open, or left behind by an ending other than complete. */
export interface OpenToolCall {
  readonly id: string;
  readonly name: string;
  /** The arguments so far, as they came. */
  readonly arguments: string;
}

export interface BaseStreamOptions<Chunk, State extends StreamState, Tool, PartialTool = never> extends StreamSettings<
  Chunk,
  State,
  Tool,
  PartialTool
> {
  readonly adapter: StreamAdapter<unknown, Chunk, State>;
}

/**
 * One answer of a model, while it arrives. Iterate it once:
 *
 * ```ts
 * for await (const [chunk, tool] of stream) process.stdout.write(chunk.content);
 * ```
 *
 * The request is sent at the first read. Leaving the loop in any way closes the connection at once. What arrived stays readable after
 * every ending; errors carry it as `partial`.
 */
export abstract class BaseStream<
  Chunk,
  State extends StreamState,
  Response extends PartialResponse,
  Tool,
  PartialTool = never,
>
  implements AsyncIterable<[chunk: Chunk, tool: Tool | PartialTool | null]>, AsyncDisposable
{
  readonly #reader: StreamReader<Chunk, State, Response, Tool, PartialTool>;
  #consumed = false;
  #tee: TeeLog<Chunk, Tool | PartialTool> | null = null;
  /** The pass was handed on as bytes: what another reader took of it would be missing there, and nobody told. */
  #isBody = false;
  #response: Promise<Response> | null = null;

  constructor(options: BaseStreamOptions<Chunk, State, Tool, PartialTool>) {
    this.#reader = new StreamReader<Chunk, State, Response, Tool, PartialTool>(options.adapter, options, () =>
      this.buildResponse(),
    );
  }

  /** The response from what was gathered so far. */
  protected abstract buildResponse(): Response;

  /** What was gathered, of the current attempt. */
  protected get state(): State {
    return this.#reader.state;
  }

  /** Starts the one pass. Throws `StreamConsumedError` when it was started before. */
  [Symbol.asyncIterator](): AsyncIterableIterator<[chunk: Chunk, tool: Tool | PartialTool | null], undefined> {
    this.#consume();
    const reader = this.#reader;
    return onePass(
      () => reader.next(),
      (reason) => reader.leave(reason),
    );
  }

  /**
   * Splits the stream into `count` readers that share its one pass: each has every pair, at its own pace. What the slowest has not read
   * is kept, and no more. A reader that leaves does not stop the others; the last one to leave closes the connection.
   *
   * The stream itself then refuses loops, and keeps all else: its properties speak of what the fastest reader was handed,
   * `response()` reads beside the readers as one more of them, and `cancel()` ends all at once, also those behind. Errors reach each reader
   * behind its last pair. Throws `StreamConsumedError` once the stream was read, `CallOptionsError` for a count below 1.
   */
  tee<const Count extends number>(count: Count): TeeReaders<Chunk, Tool | PartialTool, Count> {
    checkReaderCount(count);
    this.#consume();
    const log = new TeeLog<Chunk, Tool | PartialTool>({
      next: () => this.#reader.next(),
      leave: (reason) => this.#reader.leave(reason),
      isStopped: () => this.ending?.status === "aborted",
      attempt: () => this.attempt,
    });
    this.#tee = log;
    return teeReaders(log, count, () => this.#answer.outcome());
  }

  /**
   * The one pass over the text alone, without empty pieces. Where `midStream: "restart"` begins an answer anew of which text was handed
   * out, it throws `StreamAbortedError`: that text cannot be taken back.
   */
  textStream(): AsyncIterableIterator<string, undefined> {
    return textStream(this.#answer);
  }

  /**
   * The one pass as bytes, text by default: see `BodyFormat`. It reads when it is read, so a reader that pauses pauses the provider, and
   * cancelling it closes the connection. The request is sent at the first read.
   */
  toReadableStream(options?: BodyOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
    const body = toReadableStream(this.#answer, options);
    this.#isBody = true;
    return body;
  }

  /**
   * The one pass as a web `Response`, with `toReadableStream()` as its body. `await stream.open()` before it, and a request that the
   * provider refuses throws while a status can still be chosen.
   */
  toResponse(options?: ToResponseOptions): globalThis.Response {
    const response = toResponse(this.#answer, options);
    this.#isBody = true;
    return response;
  }

  /** Sends the request now, and fails if it is refused. Without it the first read does so. */
  open(): Promise<void> {
    return this.#reader.open();
  }

  /** Stops the stream, whatever it is at: its loops end, its connection closes. After the ending it does nothing. */
  cancel(reason?: unknown): void {
    this.#reader.leave(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.cancel();
    return Promise.resolve();
  }

  /**
   * Reads what is left, then returns what `constructCallResponse` does. Throws `StreamConsumedError` while a loop waits for a pair, and
   * until the end where the stream was made a body (`toResponse()`, say): the two would share the pairs between them. `tee()` serves both.
   */
  response(): Promise<Response> {
    const isShared = this.#reader.isWaiting || (this.#isBody && this.ending === null);
    if (isShared && this.#response === null && this.#tee === null) {
      const message =
        "This stream is being read, by a loop or as a body. Call response() in the loop's body, behind the loop, or beside the readers of tee().";
      return Promise.reject(new StreamConsumedError(message));
    }
    return (this.#response ??= this.#drain());
  }

  async #drain(): Promise<Response> {
    this.#consumed = true;
    // Where readers share the stream, one more of them: their pairs stay theirs.
    const pass = this.#tee?.open() ?? this.#reader;
    while (!(await pass.next()).done);
    return this.constructCallResponse();
  }

  /**
   * What the same call without `stream` would have returned. Throws `StreamNotConsumedError` before the end; after an ending other
   * than complete that ending's error, unless `partial` asks for what there is.
   */
  constructCallResponse(options?: { readonly partial?: boolean }): Response {
    if (!options?.partial) {
      if (this.ending === null) {
        throw new StreamNotConsumedError(
          "The stream was not read to its end. Loop over it first, or use `await stream.response()`, which reads what is left.",
        );
      }
      if (this.ending.status !== "complete") throw this.#reader.failure;
    }
    return this.buildResponse();
  }

  #consume(): void {
    if (this.#consumed) {
      const message = this.#tee
        ? "This stream was split by tee(). Read one of the readers that tee() returned."
        : "This stream was read before, and a stream has one pass. Keep what you need from the first loop, or call the function again.";
      throw new StreamConsumedError(
        message,
        this.ending?.cause === undefined ? undefined : { cause: this.ending.cause },
      );
    }
    this.#consumed = true;
  }

  get #answer(): AnswerSource {
    return {
      begin: () => this[Symbol.asyncIterator](),
      cancel: (reason) => this.cancel(reason),
      attempt: () => this.attempt,
      outcome: () => ({
        isComplete: this.ending?.status === "complete",
        failure: this.#reader.failure,
        finishReasons: this.finishReasons,
        usage: neutralUsage(this.buildResponse()),
      }),
    };
  }

  /** Null until everything was handed out. */
  get ending(): StreamEnding | null {
    return this.#reader.ending;
  }

  /** Which attempt the pairs come from: 1, and one more each time that the answer was begun anew. */
  get attempt(): number {
    return this.#reader.attempts.length + 1;
  }

  /** The attempts that failed and were followed by another one. */
  get attempts(): readonly AttemptRecord<Response>[] {
    return [...this.#reader.attempts];
  }

  get timing(): StreamTiming {
    return this.#reader.timing;
  }

  /** The provider's id of the request; null before its headers came. */
  get requestId(): string | null {
    return this.#reader.requestId;
  }

  /** The text so far, of choice 0, as all that follows. */
  get content(): string {
    return this.state.main.content.toString();
  }

  /** Null when nothing was refused. */
  get refusal(): string | null {
    return this.state.main.refusal.toString() || null;
  }

  /** Null when the provider showed none. */
  get reasoning(): string | null {
    return this.state.main.reasoning.toString() || null;
  }

  /** The tools handed out so far. */
  get tools(): readonly Tool[] {
    return this.#reader.tools;
  }

  /** The calls that are not in `tools`: not yet whole, or never to be, because the stream ended before. */
  get openToolCalls(): readonly OpenToolCall[] {
    return this.state.main.slots.all
      .filter((slot) => !slot.delivered)
      .map((slot) => ({ id: slot.id, name: slot.name, arguments: slot.text }));
  }

  /** One for each choice that finished. */
  get finishReasons(): readonly string[] {
    return this.state.finishReasons;
  }

  /** "" until the provider told it. */
  get model(): string {
    return this.state.model;
  }

  /** "" until the provider told it, or where it tells none. */
  get id(): string {
    return this.state.id;
  }
}
