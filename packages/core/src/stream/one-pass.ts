/**
 * An iterator that is left at once: `leave` ends what its reader waits for. It is written by hand because a generator's `return()` waits
 * for a pending `next()`, and before the first one closes nothing.
 */
export function onePass<Value>(
  next: () => Promise<IteratorResult<Value, undefined>>,
  leave: (reason: unknown) => void,
): AsyncIterableIterator<Value, undefined> {
  return {
    next,
    // Async: to leave throws what an observer of the call throws on hearing of it.
    return: async () => {
      leave(undefined);
      return { done: true, value: undefined };
    },
    throw: async (error: unknown) => {
      try {
        leave(error);
      } catch {
        // The caller's own error goes first.
      }
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Calls of the result that are made at once are answered one after the other, in their order. */
export function inTurn<Value>(take: () => Promise<Value>): () => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const result = last.then(take);
    last = result.catch(() => undefined);
    return result;
  };
}
