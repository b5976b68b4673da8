import { StreamTransportError, StreamTruncatedError } from "../errors.js";

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
