/** One way of doing the same work. Returns something of its result, which is compared so that no contestant can skip the work. */
export type Contestant = () => Promise<unknown>;

/** Rounds that only warm the compiler up. */
const warmUpRounds = 8;

/**
 * Median time of each contestant in milliseconds. Rounds are interleaved, one run of each in turn, so that what else the machine does
 * falls on all of them alike; only the ratios mean anything.
 *
 * Garbage is not collected between the runs: a full collection frees the hidden classes of the parsed chunks, and what the compiler had
 * built on them, so that each run would measure a cold start, which no server that streams is in.
 */
export async function medians<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  rounds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(contestants) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  let expected: unknown;
  collectGarbage();
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const name of names) {
      const start = performance.now();
      const result = await contestants[name]();
      const elapsed = performance.now() - start;
      expected ??= result;
      if (result !== expected)
        throw new Error(`${name} did not do the work: it returned ${String(result)}, not ${String(expected)}.`);
      if (round >= 0) times.get(name)?.push(elapsed);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<Name, number>;
}

/** Throws without `--expose-gc`: figures that depend on when the collector ran are worse than none. */
export function collectGarbage(): void {
  if (!globalThis.gc) throw new Error("Run the bench with node --expose-gc (npm run bench does).");
  globalThis.gc();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
