/** What `next()` gives: a chunk with the tool that became complete with it, or the end. */
export type PairResult<Chunk, Tool> = IteratorResult<[chunk: Chunk, tool: Tool | null], undefined>;

interface Waiter<Chunk, Tool> {
  resolve(result: PairResult<Chunk, Tool>): void;
  reject(reason: unknown): void;
}

export const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Calls of `next()` that found nothing ready. They are served in their order, and none is left behind by an ending. */
export class PairWaiters<Chunk, Tool> {
  readonly #waiters: Waiter<Chunk, Tool>[] = [];
  /** The error that ended the stream, until somebody was given it: one reader hears it, the others that it is over. */
  #undelivered: { readonly error: unknown } | null = null;

  get length(): number {
    return this.#waiters.length;
  }

  wait(): Promise<PairResult<Chunk, Tool>> {
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  serve(result: PairResult<Chunk, Tool>): void {
    this.#waiters.shift()?.resolve(result);
  }

  /** What the next dismissed one, now or later, is to throw. */
  failWith(error: unknown): void {
    this.#undelivered = { error };
  }

  /** It is over for all who wait. */
  dismiss(): void {
    for (const waiter of this.#waiters.splice(0)) {
      const undelivered = this.#undelivered;
      this.#undelivered = null;
      if (undelivered) waiter.reject(undelivered.error);
      else waiter.resolve(done);
    }
  }
}
