import type { PartialResponse } from "../errors.js";
import type { StreamEnding } from "./ending.js";
import type { AttemptRecord } from "./recovery.js";

interface EventBase {
  /** The same for all events of one call, and for those of no other in this process. */
  readonly callId: number;
  /** In milliseconds since the epoch, as in `StreamTiming`. */
  readonly at: number;
}

/** A request is about to be sent. */
export interface CallStartEvent extends EventBase {
  readonly type: "start";
  /** As in `"openai"`. */
  readonly provider: string;
}

/** A chunk is about to be handed out. */
export interface CallChunkEvent<Chunk> extends EventBase {
  readonly type: "chunk";
  readonly chunk: Chunk;
}

/** A tool became complete, and is about to be handed out. Partial tools are not told. */
export interface CallToolEvent<Tool> extends EventBase {
  readonly type: "tool";
  readonly tool: Tool;
}

/** An attempt failed, and another one follows. */
export interface CallRetryEvent extends EventBase {
  readonly type: "retry";
  readonly failed: AttemptRecord;
  /** Milliseconds until the next attempt is sent. */
  readonly delay: number;
}

/** The answer is whole, or the caller stopped it. */
export interface CallEndEvent<Response> extends EventBase {
  readonly type: "end";
  /** `complete` or `aborted`. */
  readonly ending: StreamEnding;
  /** What had arrived, after `aborted`; null where nothing can have. */
  readonly response: Response | null;
}

/** The call failed, and `error` is what it throws. */
export interface CallErrorEvent<Response> extends EventBase {
  readonly type: "error";
  readonly error: unknown;
  /** What had arrived; null for a call without `stream`. */
  readonly response: Response | null;
}

/** What happens in a call, in this order: `start`, then `chunk`, `tool` and `retry`, then `end` or `error`, once. */
export type CallEvent<Chunk = unknown, Tool = unknown, Response = PartialResponse> =
  | CallStartEvent
  | CallChunkEvent<Chunk>
  | CallToolEvent<Tool>
  | CallRetryEvent
  | CallEndEvent<Response>
  | CallErrorEvent<Response>;

/**
 * Watches calls. Events are told while the call is at work, so what runs here should be short.
 *
 * What `onEvent` throws ends the call, which throws it; so does a promise that it returns and that rejects while the call is at work (no
 * call waits for one). Either way the event `error` is told, also to the one who threw. In the last event of a call nothing is left to
 * end: what is thrown in `end` is thrown by the loop, or by whoever left it (`cancel()`, say). Where something is thrown anyway, the error of a failed
 * call or the reason of the caller's signal, that stays, and what an observer adds is dropped: it would hide the cause.
 */
export interface Middleware<Chunk = unknown, Tool = unknown, Response = PartialResponse> {
  onEvent(event: CallEvent<Chunk, Tool, Response>): void;
}
