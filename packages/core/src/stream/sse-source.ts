import { createParser, type EventSourceParser } from "eventsource-parser";
import { StreamLimitError } from "../errors.js";
import { BareText } from "./bare-text.js";
import { byteReader, type Body, type ByteReader } from "./byte-reader.js";
import { totalBytesError } from "./ending-errors.js";
import type { Frame, FrameSink, FrameSource } from "./frame-source.js";
import type { StreamLimits } from "./stream-limits.js";

/** What a body may still bring after its end marker before its connection is given up: the rest of a well-behaved body is tiny. */
const drainBytes = 64 * 1024;
const drainMs = 100;

export interface SseSourceOptions {
  readonly requestId: string | null;
  /** See `FrameSource`. */
  readonly hint?: string;
  readonly limits: Pick<StreamLimits, "eventSize" | "totalBytes">;
}

/** Reads server-sent events from a response body; null stands for a response without one. */
export class SseSource implements FrameSource {
  readonly requestId: string | null;
  readonly hint: string;
  readonly #reader: ByteReader | null;
  readonly #decoder = new TextDecoder();
  readonly #bare: BareText;
  readonly #parser: EventSourceParser;
  /** Where the read at work puts its events. */
  #frames: Frame[] = [];
  /** A limit was passed: the parser takes no more. */
  #failed = false;
  #bytes = 0;
  readonly #totalBytes: number;

  constructor(body: Body | null, options: SseSourceOptions) {
    this.requestId = options.requestId;
    this.hint = options.hint ?? "";
    this.#reader = body && byteReader(body);
    const { eventSize, totalBytes } = options.limits;
    this.#totalBytes = totalBytes;
    const tooLong = (): void => {
      const longer = `An event of the stream is longer than ${eventSize} characters.`;
      this.#fail(new StreamLimitError(`${longer} Raise limits.eventSize if such events are expected.`, "eventSize"));
    };
    this.#bare = new BareText(eventSize, {
      events: (text) => {
        if (!this.#failed) this.#parser.feed(text);
      },
      errorLine: (line) => this.#frames.push({ data: line }),
      tooLong,
    });
    this.#parser = createParser({
      maxBufferSize: eventSize,
      onEvent: (event) => {
        this.#bare.eventSeen();
        // The parser looks at what it keeps between two reads, and an event may be whole in one.
        if (event.data.length > eventSize) tooLong();
        else if (!this.#failed) this.#frames.push(event);
      },
      // Unknown fields and bad retry values are skipped, as the standard has it.
      onError: (error) => {
        if (error.type === "max-buffer-size-exceeded") tooLong();
      },
    });
  }

  read(sink: FrameSink): void {
    this.#frames = sink.frames;
    if (this.#reader === null) return sink.onEnd();
    this.#reader.read().then(
      (result) => {
        const done = result?.done;
        try {
          const { value } = result;
          if (done) this.#finish();
          else if (value) this.#take(value);
        } catch (cause) {
          // A body that yields something else: without this the reader would wait for ever.
          return sink.onBreak(cause);
        }
        if (done) sink.onEnd();
        else sink.onRead();
      },
      (cause: unknown) => {
        this.#finish();
        sink.onBreak(cause);
      },
    );
  }

  close(): void {
    this.#reader?.cancel();
  }

  drain(): void {
    const reader = this.#reader;
    if (reader === null) return;
    let left = drainBytes;
    const timer = setTimeout(() => reader.cancel(), drainMs);
    const next = (): void => {
      reader.read().then(
        ({ done, value }) => {
          left -= value?.byteLength ?? 0;
          if (!done && left > 0) return next();
          clearTimeout(timer);
          if (!done) reader.cancel();
        },
        // The answer is complete; whether its connection survives is nobody's business but the pool's.
        () => clearTimeout(timer),
      );
    };
    next();
  }

  #take(value: Uint8Array | string): void {
    this.#bare.take(this.#textOf(value));
    this.#bytes += value.length;
    if (this.#bytes <= this.#totalBytes) return;
    this.#fail(totalBytesError("The body of the stream", this.#totalBytes));
  }

  /** Bodies that tests and proxies make by hand yield text. */
  #textOf(value: Uint8Array | string): string {
    return typeof value === "string" ? value : this.#decoder.decode(value, { stream: true });
  }

  /** The body is over, well or not: what is whole in it still counts. */
  #finish(): void {
    this.#bare.take(this.#decoder.decode());
    const body = this.#bare.finish();
    const before = this.#frames.length;
    // An event counts from its blank line on, and many servers leave out the last one.
    if (!this.#failed) this.#parser.feed("\n\n");
    const last = this.#frames[before];
    if (last) this.#frames[before] = { data: last.data, event: last.event, unterminated: true };
    else if (body !== null && !this.#failed) this.#frames.push({ data: body, wholeBody: true });
  }

  #fail(fault: StreamLimitError): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#frames.push({ data: null, fault });
  }
}
