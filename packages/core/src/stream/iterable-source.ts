import type { StreamError } from "../errors.js";
import type { FrameSink, FrameSource } from "./frame-source.js";

export interface IterableSourceOptions {
  readonly requestId?: string | null;
  /** The provider's error in what the iteration threw; null when that was the connection. */
  explain(cause: unknown): StreamError | null;
}

/** Reads the stream of a client that decodes by itself: every value is a frame, and the end of the iteration is the end of the body. */
export class IterableSource implements FrameSource {
  readonly requestId: string | null;
  /** The client does not show the response's head. */
  readonly hint = "";
  readonly #iterator: AsyncIterator<unknown>;
  readonly #explain: IterableSourceOptions["explain"];

  constructor(iterable: AsyncIterable<unknown>, options: IterableSourceOptions) {
    this.requestId = options.requestId ?? null;
    this.#explain = options.explain;
    this.#iterator = iterable[Symbol.asyncIterator]();
  }

  read(sink: FrameSink): void {
    Promise.resolve(this.#iterator.next()).then(
      (result: unknown) => {
        if (!isResult(result)) return sink.onBreak(new TypeError("The iterator's next() gave no result."));
        if (result.done) return sink.onEnd();
        sink.frames.push({ data: result.value });
        sink.onRead();
      },
      (cause: unknown) => {
        const fault = this.#explain(cause);
        if (fault === null) return sink.onBreak(cause);
        sink.frames.push({ data: null, fault });
        sink.onRead();
      },
    );
  }

  /** Not awaited: an iterator's `return()` waits for a pending `next()`, which ends when the request's own signal is aborted. */
  close(): void {
    const close = async (): Promise<unknown> => this.#iterator.return?.();
    // An async function, because iterators that are written by hand throw here, or return no promise.
    close().catch(() => undefined);
  }

  /**
   * Closed, not read on: a `next()` that waits could not be ended by `close()`. Most clients keep the end marker to themselves, and never
   * come here; one whose last event is the end (Anthropic's) does, and its server may hold the connection.
   */
  drain(): void {
    this.close();
  }
}

function isResult(value: unknown): value is { done?: unknown; value?: unknown } {
  return typeof value === "object" && value !== null;
}
