import type { Middleware } from "./middleware.js";
import type { NextAttempt, StreamFailure } from "./recovery.js";
import type { StreamState } from "./stream-state.js";
import type { StreamTimeouts } from "./stream-timeouts.js";
import type { ToolHandoutOptions } from "./tool-handout.js";

/** How a stream is read, whatever its provider. */
export interface StreamSettings<Chunk, State extends StreamState, Tool, PartialTool = never> extends ToolHandoutOptions<
  Tool,
  PartialTool
> {
  /** The caller's. */
  readonly signal?: AbortSignal | undefined;
  /** Default: no limits. */
  readonly timeouts?: StreamTimeouts | undefined;
  /** Told what happens, from sending to the ending. */
  readonly observers?: readonly Middleware[] | undefined;
  /**
   * How to go on after a failure; null, and by default: not at all. Not asked when `total` has passed, when the caller left, or about
   * what an observer threw. What this throws ends the stream.
   */
  readonly recover?: ((failure: StreamFailure) => NextAttempt<Chunk, State> | null) | undefined;
}
