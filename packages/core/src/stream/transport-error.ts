import { StreamTransportError } from "../errors.js";

/** `cause` is what the runtime threw while a body was read. */
export function transportError(cause: unknown): StreamTransportError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StreamTransportError(`The connection broke before the answer was complete (${why}).`, { cause });
}
