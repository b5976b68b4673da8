/**
 * How a stream ended:
 * - `complete`: the provider said so;
 * - `truncated`: the body ended and the provider had not;
 * - `aborted`: the caller stopped it before its end was delivered;
 * - `failed`: transport, provider error, malformed frame, time limit, size limit.
 */
export type StreamStatus = "complete" | "truncated" | "aborted" | "failed";

export interface StreamEnding {
  readonly status: StreamStatus;
  /**
   * `failed` and `truncated`: the error that the loop threw. `aborted`: what the caller gave as the reason. `complete`: the error that
   * broke the connection after everything was said. Else undefined.
   */
  readonly cause?: unknown;
}
