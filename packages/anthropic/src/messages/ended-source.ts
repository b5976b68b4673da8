import type { FrameSink, FrameSource } from "@zoetrope/core";

/**
 * A body that is over once its message is. Anthropic has no frame for "nothing follows": `message_stop` is an event like any other, and
 * handed out. The next read after it gives an empty frame, which the adapter takes for the end marker, whatever the server does with
 * the connection.
 */
export class EndedSource implements FrameSource {
  readonly #source: FrameSource;
  readonly #isOver: () => boolean;

  constructor(source: FrameSource, isOver: () => boolean) {
    this.#source = source;
    this.#isOver = isOver;
  }

  get requestId(): string | null {
    return this.#source.requestId;
  }

  get hint(): string {
    return this.#source.hint;
  }

  read(sink: FrameSink): void {
    if (!this.#isOver()) return this.#source.read(sink);
    // As every read, over in a later turn.
    queueMicrotask(() => {
      sink.frames.push({ data: null });
      sink.onRead();
    });
  }

  close(): void {
    this.#source.close();
  }

  drain(): void {
    this.#source.drain();
  }
}
