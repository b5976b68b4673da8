import { StreamLimitError, StreamAbortedError, StreamTransportError, StreamTruncatedError } from "../errors.js";
import type { StreamEnding } from "./ending.js";

/** The ending for which the loop throws `cause`. */
export function failedEnding(cause: unknown): StreamEnding {
  return { status: StreamTruncatedError.isInstance(cause) ? "truncated" : "failed", cause };
}

/** For whoever asks for the response of a stream that they left. */
export function leftError(cause: unknown): StreamAbortedError {
  const message = "The stream was left before its end, so there is no whole response.";
  return new StreamAbortedError(`${message} constructCallResponse({ partial: true }) gives what had arrived.`, {
    cause,
  });
}

/** `cause` is what the runtime threw while a body was read. */
export function transportError(cause: unknown): StreamTransportError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StreamTransportError(`The connection broke before the answer was complete (${why}).`, { cause });
}

export interface TruncatedBody {
  /** The end marker came. */
  readonly marked: boolean;
  /** Some of an answer came. */
  readonly answered: boolean;
  /** What the response's head adds, as a sentence. */
  readonly hint: string;
}

export function truncatedError({ marked, answered, hint }: TruncatedBody): StreamTruncatedError {
  const what = `The body of the stream ended${marked ? " with its end marker" : ""}`;
  if (!answered) return new StreamTruncatedError(`${what}, and no answer was in it.${hint}`);
  return new StreamTruncatedError(
    `${what}, but the answer has no finish reason.${hint} Read error.partial for what had arrived; if this server never sends finish reasons, pass acceptMissingFinishReason: true.`,
  );
}

/** @param what As in "The body of the stream". */
export function totalBytesError(what: string, limit: number): StreamLimitError {
  return new StreamLimitError(
    `${what} is longer than ${limit} bytes. Raise limits.totalBytes if so long an answer is expected.`,
    "totalBytes",
  );
}
