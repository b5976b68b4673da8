import type { PartialResponse } from "../errors.js";
import type { StreamAdapter } from "./stream-adapter.js";
import type { StreamState } from "./stream-state.js";

/** What is about to end a stream, for whoever decides whether it is tried again. */
export interface StreamFailure {
  /** What the loop would throw. */
  readonly error: unknown;
  /** The attempt that failed: 1 is the first. */
  readonly attempt: number;
  /** The reader was given some of the answer: text, a refusal, reasoning, sound or a piece of a tool call. */
  readonly hasContent: boolean;
  /** The first attempt was sent, in milliseconds since the epoch, as in `StreamTiming`. */
  readonly startedAt: number;
}

/** How a stream goes on after a failure. */
export interface NextAttempt<Chunk, State extends StreamState> {
  /** A new one: its state is empty. */
  readonly adapter: StreamAdapter<unknown, Chunk, State>;
  /** Milliseconds to wait before its request is sent. */
  readonly delay: number;
}

/** An attempt that failed and was followed by another one. */
export interface AttemptRecord<Response extends PartialResponse | null = PartialResponse | null> {
  /** 1 is the first. */
  readonly attempt: number;
  readonly error: unknown;
  /** What the reader had been given of it; null where nobody reads, because the answer comes whole. */
  readonly response: Response;
  /** What the provider reported of it; null where it reported none. It may be charged all the same. */
  readonly usage: unknown;
  /** In milliseconds since the epoch; null where its request was never sent. */
  readonly startedAt: number | null;
  readonly endedAt: number;
}
