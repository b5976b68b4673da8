/** When things happened, in milliseconds since the epoch. Differences are monotonic: the clock of the machine may be set meanwhile. */
export interface StreamTiming {
  /** The request was sent. Null while it was not. */
  readonly startedAt: number | null;
  readonly firstChunkAt: number | null;
  /** The first chunk with text. Null for a whole answer. */
  readonly firstContentAt: number | null;
  readonly endedAt: number | null;
}

export function now(): number {
  return performance.timeOrigin + performance.now();
}
