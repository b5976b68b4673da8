import { PairWaiters, done, type PairResult } from "./pair-waiters.js";

type Pair<Chunk, Tool> = [chunk: Chunk, tool: Tool | null];

/** What is read once, for all. */
export interface TeeSource<Chunk, Tool> {
  next(): Promise<PairResult<Chunk, Tool>>;
  /** Nobody is left to read it. */
  leave(reason: unknown): void;
  /** Its caller stopped it: nothing more is handed out, also of what was read. */
  isStopped(): boolean;
  /** Which attempt the last pair came from. */
  attempt(): number;
}

/** One pair, and where the next one stands. The last entry of a log is empty: what comes is put there. */
interface TeeEntry<Chunk, Tool> {
  result: IteratorYieldResult<Pair<Chunk, Tool>> | null;
  attempt: number;
  next: TeeEntry<Chunk, Tool> | null;
}

/**
 * What several readers read of one source.
 *
 * A linked list that only its readers hold, each by its place: what the slowest has read is held by nobody, so there is nothing to
 * trim. The source is read when a reader waits that has read everything, never ahead.
 */
export class TeeLog<Chunk, Tool> {
  readonly source: TeeSource<Chunk, Tool>;
  tail: TeeEntry<Chunk, Tool> = emptyEntry();
  /** The source has ended, well or not. */
  isOver = false;
  readonly #cursors = new Set<TeeCursor<Chunk, Tool>>();
  #isPulling = false;

  constructor(source: TeeSource<Chunk, Tool>) {
    this.source = source;
  }

  /** A reader of all that comes from now on. */
  open(): TeeCursor<Chunk, Tool> {
    const cursor = new TeeCursor(this);
    this.#cursors.add(cursor);
    return cursor;
  }

  /** Reads the source once, unless that is being done. */
  pull(): void {
    if (this.#isPulling) return;
    this.#isPulling = true;
    this.source.next().then(
      (result) => (result.done ? this.#end(null) : this.#append(result)),
      (error: unknown) => this.#end({ error }),
    );
  }

  /** The source goes on for those who stay. */
  leave(cursor: TeeCursor<Chunk, Tool>, reason: unknown): void {
    this.#cursors.delete(cursor);
    if (this.#cursors.size === 0 && !this.isOver) this.source.leave(reason);
  }

  #append(result: IteratorYieldResult<Pair<Chunk, Tool>>): void {
    this.#isPulling = false;
    const entry = this.tail;
    entry.result = result;
    entry.attempt = this.source.attempt();
    this.tail = entry.next = emptyEntry();
    let isAwaited = false;
    for (const cursor of this.#cursors) isAwaited = cursor.serve() || isAwaited;
    if (isAwaited) this.pull();
  }

  #end(failure: { readonly error: unknown } | null): void {
    this.isOver = true;
    for (const cursor of this.#cursors) cursor.end(failure);
  }
}

/** One reader's place in a log. */
export class TeeCursor<Chunk, Tool> {
  readonly #log: TeeLog<Chunk, Tool>;
  readonly #waiters = new PairWaiters<Chunk, Tool>();
  /** The entry to read next; null once the reader has left. */
  #at: TeeEntry<Chunk, Tool> | null;
  #attempt = 1;

  constructor(log: TeeLog<Chunk, Tool>) {
    this.#log = log;
    this.#at = log.tail;
  }

  /** Which attempt the last pair read here came from. */
  get attempt(): number {
    return this.#isAtEnd ? this.#log.source.attempt() : this.#attempt;
  }

  get hasLeft(): boolean {
    return this.#at === null;
  }

  next(): Promise<PairResult<Chunk, Tool>> {
    const result = this.#take();
    if (result !== null) return Promise.resolve(result);
    const waiting = this.#waiters.wait();
    if (this.#isAtEnd) this.#waiters.dismiss();
    else this.#log.pull();
    return waiting;
  }

  leave(reason: unknown): void {
    if (this.#at === null) return;
    this.#at = null;
    this.#waiters.dismiss();
    this.#log.leave(this, reason);
  }

  /** Hands out what is there to those who wait. Returns whether somebody waits for more. */
  serve(): boolean {
    while (this.#waiters.length > 0) {
      const result = this.#take();
      if (result === null) return true;
      this.#waiters.serve(result);
    }
    return false;
  }

  /** The source has ended. Whoever waits has read everything, and is told; the others once they have. */
  end(failure: { readonly error: unknown } | null): void {
    if (failure) this.#waiters.failWith(failure.error);
    if (this.#log.source.isStopped()) this.#at = this.#log.tail;
    this.#waiters.dismiss();
  }

  get #isAtEnd(): boolean {
    return this.#log.isOver && this.#at === this.#log.tail;
  }

  /** Null when there is nothing to hand out, now or ever. */
  #take(): PairResult<Chunk, Tool> | null {
    if (this.#at === null) return done;
    if (this.#log.source.isStopped()) this.#at = this.#log.tail;
    const { result, attempt, next } = this.#at;
    if (result === null) return null;
    this.#attempt = attempt;
    this.#at = next;
    return result;
  }
}

function emptyEntry<Chunk, Tool>(): TeeEntry<Chunk, Tool> {
  return { result: null, attempt: 1, next: null };
}
