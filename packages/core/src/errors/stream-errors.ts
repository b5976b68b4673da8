import { ZoetropeError } from "./zoetrope-error.js";

/** What every `StreamError` carries of the response that was being built. */
export interface PartialResponse {
  readonly content: string;
  readonly usage: unknown;
  readonly finishReasons: readonly string[];
  toJSON(): unknown;
}

/** What a stream knows when one of its errors is made. */
export interface StreamErrorDetails {
  /** The response built so far: `content`, `tools`, `usage` and the rest are readable. Null when nothing was sent yet. */
  readonly partial: PartialResponse | null;
  /** The provider's name, as in `"openai"`. */
  readonly provider: string;
  /** The provider's id of the request, for its support; null when no response headers came. */
  readonly requestId: string | null;
}

/** A stream (or the body of a whole answer) ended in another way than complete. */
export abstract class StreamError extends ZoetropeError implements StreamErrorDetails {
  static override readonly errorName: string = "StreamError";
  declare readonly partial: PartialResponse | null;
  declare readonly provider: string;
  declare readonly requestId: string | null;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.attach({ partial: null, provider: "", requestId: null });
  }

  /** Called once by the stream, which alone knows these; the place that finds a fault does not. */
  attach(details: StreamErrorDetails): this {
    // Not enumerable: a logger that walks an error's own keys would print the whole conversation.
    for (const key of ["partial", "provider", "requestId"] as const) {
      Object.defineProperty(this, key, { value: details[key], configurable: true, enumerable: false });
    }
    return this;
  }
}

/** The body ended, and the provider had not said that the answer was complete. */
export class StreamTruncatedError extends StreamError {
  static override readonly errorName: string = "StreamTruncatedError";
}

/** The response of a stream that its reader left was asked for. */
export class StreamAbortedError extends StreamError {
  static override readonly errorName: string = "StreamAbortedError";
}

/** One of the call's `timeouts` passed. */
export class StreamTimeoutError extends StreamError {
  static override readonly errorName: string = "StreamTimeoutError";

  constructor(
    message: string,
    /** The name of the limit in the call's options. */
    readonly limit: "open" | "firstChunk" | "idle" | "total",
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The connection broke while the body was read. `cause` is the runtime's error. */
export class StreamTransportError extends StreamError {
  static override readonly errorName: string = "StreamTransportError";
}

/** The provider reported an error inside a response with status 200. */
export class ProviderStreamError extends StreamError {
  static override readonly errorName: string = "ProviderStreamError";

  constructor(
    message: string,
    /** What the provider sent, unchanged. */
    readonly error: unknown,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Something arrived that is neither an answer nor an error of the provider. */
export class MalformedChunkError extends StreamError {
  static override readonly errorName: string = "MalformedChunkError";
}

/** The answer grew past one of the call's `limits`. */
export class StreamLimitError extends StreamError {
  static override readonly errorName: string = "StreamLimitError";

  constructor(
    message: string,
    /** The name of the limit in the call's options. */
    readonly limit: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A stream was read a second time. It has one pass; `cause` is the error of a failed first one. */
export class StreamConsumedError extends ZoetropeError {
  static override readonly errorName: string = "StreamConsumedError";
}

/** The response of a stream was asked for before the stream was read to its end. */
export class StreamNotConsumedError extends ZoetropeError {
  static override readonly errorName: string = "StreamNotConsumedError";
}
