/// <reference lib="esnext.disposable" preserve="true" />
import { CallOptionsError, StreamAbortedError, StreamConsumedError } from "../errors.js";
import type { AnswerOutcome, AnswerSource } from "./answer-source.js";
import { onePass } from "./one-pass.js";
import type { TeeCursor, TeeLog } from "./tee-log.js";
import { textStream } from "./text-stream.js";
import { toReadableStream, type BodyOptions } from "./to-readable-stream.js";
import { toResponse, type ToResponseOptions } from "./to-response.js";

/**
 * One of the readers that share a stream, made by `stream.tee(n)`. It has every pair, at its own pace. What it has not read is kept for
 * it, so one that will not be read must be cancelled.
 */
export class TeeReader<Chunk, Tool> implements AsyncIterable<[chunk: Chunk, tool: Tool | null]>, AsyncDisposable {
  readonly #cursor: TeeCursor<Chunk, Tool>;
  readonly #answer: AnswerSource;
  #consumed = false;

  /** `outcome` is the stream's. */
  constructor(cursor: TeeCursor<Chunk, Tool>, outcome: () => AnswerOutcome) {
    this.#cursor = cursor;
    this.#answer = {
      begin: () => this[Symbol.asyncIterator](),
      cancel: (reason) => this.cancel(reason),
      attempt: () => cursor.attempt,
      outcome: () => (cursor.hasLeft ? { ...outcome(), isComplete: false, failure: leftEarly() } : outcome()),
    };
  }

  /** Starts the one pass. Throws `StreamConsumedError` when it was started before. */
  [Symbol.asyncIterator](): AsyncIterableIterator<[chunk: Chunk, tool: Tool | null], undefined> {
    if (this.#consumed) {
      throw new StreamConsumedError(
        "This reader was read before, and a reader has one pass. Give tee() a higher number for more of them.",
      );
    }
    this.#consumed = true;
    const cursor = this.#cursor;
    return onePass(
      () => cursor.next(),
      (reason) => cursor.leave(reason),
    );
  }

  /** Which attempt the last pair read here came from: 1, and more where the answer was begun anew. */
  get attempt(): number {
    return this.#cursor.attempt;
  }

  /** Stops this reader. What was kept for it is let go; the last reader to leave ends the stream, and the connection with it. */
  cancel(reason?: unknown): void {
    this.#cursor.leave(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.cancel();
    return Promise.resolve();
  }

  /** As the stream's: the one pass, of this reader. */
  textStream(): AsyncIterableIterator<string, undefined> {
    return textStream(this.#answer);
  }

  /** As the stream's: the one pass, of this reader. */
  toReadableStream(options?: BodyOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
    return toReadableStream(this.#answer, options);
  }

  /** As the stream's: the one pass, of this reader. */
  toResponse(options?: ToResponseOptions): Response {
    return toResponse(this.#answer, options);
  }
}

/** As many readers as `tee` was asked for: a tuple where the number is known and small. */
export type TeeReaders<Chunk, Tool, Count extends number> = number extends Count
  ? TeeReader<Chunk, Tool>[]
  : Repeated<TeeReader<Chunk, Tool>, Count, []>;

type Repeated<T, Count extends number, Made extends T[]> = Made["length"] extends Count
  ? Made
  : Made["length"] extends 16
    ? T[]
    : Repeated<T, Count, [...Made, T]>;

/** Throws `CallOptionsError` unless it is a whole number of at least 1. */
export function checkReaderCount(count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new CallOptionsError(`tee() was given ${String(count)}, and takes a whole number of at least 1.`);
}

/** `outcome` is that of the stream which the log is of. */
export function teeReaders<Chunk, Tool, const Count extends number>(
  log: TeeLog<Chunk, Tool>,
  count: Count,
  outcome: () => AnswerOutcome,
): TeeReaders<Chunk, Tool, Count> {
  const readers = Array.from({ length: count }, () => new TeeReader(log.open(), outcome));
  // As long as the number says, which the compiler cannot count.
  return readers as TeeReaders<Chunk, Tool, Count>;
}

function leftEarly(): StreamAbortedError {
  return new StreamAbortedError("The reader was left before the end of the answer.");
}
