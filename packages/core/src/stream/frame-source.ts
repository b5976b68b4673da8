import type { StreamError } from "../errors.js";

/** One unit of a body, before its data is understood. What an SSE parser emits has this shape, so no copy is made of it. */
export interface Frame {
  /** The text of an event, or the value itself where the source is an iterated client. */
  readonly data: unknown;
  readonly event?: string | undefined;
  /** The body ended before the blank line that closes an event: the frame may be torn. */
  readonly unterminated?: true;
  /** No event was in the body: this is all of its text. */
  readonly wholeBody?: true;
  /** The source cannot go on: thrown when its turn comes, after the frames before it were handed out. */
  readonly fault?: StreamError;
}

/** Where a source puts what it read. Callbacks, not a promise: the stream already makes the one that its reader waits on. */
export interface FrameSink {
  readonly frames: Frame[];
  /** A read is over; `frames` may have grown. */
  onRead(): void;
  /** The body ended; `frames` may have grown a last time. */
  onEnd(): void;
  /** The body broke; `frames` may have grown a last time. */
  onBreak(cause: unknown): void;
}

/** A body that is being read: bytes of an HTTP response, or the stream of a client that decodes by itself. */
export interface FrameSource {
  /** The provider's id of the request. */
  readonly requestId: string | null;
  /** What the response's head says that an error should tell (an odd status, a redirect), as a sentence after a blank. "" when nothing. */
  readonly hint: string;
  /** Reads once into `sink`. Not called again before that read is over. */
  read(sink: FrameSink): void;
  /** Lets go of the body at once, also while a read is pending. Never throws. */
  close(): void;
  /** The answer is complete, the body perhaps not: finishes it in the background, so that its connection can serve again. */
  drain(): void;
}
