import { seeded } from "./random.js";

export type Bytes = Uint8Array<ArrayBuffer>;

/** One way in which a network may hand over a body. */
export interface Cutting {
  /** How it was cut, for the failure. */
  readonly label: string;
  readonly reads: readonly Bytes[];
}

/** Bodies below this many bytes are handed over byte by byte, too. */
const small = 8192;

/** A body in two at its middle, byte by byte where it is small, and `count` times at seeded random places. */
export function cuttings(body: Bytes, count: number): Cutting[] {
  const halves = { label: "in two", reads: pieces(body, [body.length >> 1]) };
  const bytes = { label: "byte by byte", reads: Array.from(body, (byte) => Uint8Array.of(byte)) };
  const atRandom = Array.from({ length: count }, (_, seed): Cutting => {
    const random = seeded(seed);
    const places = Array.from({ length: 1 + random(40) }, () => random(body.length));
    return { label: `at random places, seed ${seed}`, reads: pieces(body, places) };
  });
  return [halves, ...(body.length < small ? [bytes] : []), ...atRandom];
}

/** Places to break a body off: its first and last bytes, where frames are not whole, and `count` seeded ones. */
export function breaks(body: Bytes, count: number): number[] {
  const random = seeded(body.length);
  const edges = [0, 1, 2, 3].flatMap((at) => [at, body.length - 1 - at]);
  const places = [...edges, ...Array.from({ length: count }, () => random(Math.max(body.length, 1)))];
  return [...new Set(places)].filter((at) => at >= 0 && at < body.length);
}

function pieces(body: Bytes, places: readonly number[]): Bytes[] {
  const sorted = [...new Set(places)].filter((at) => at > 0).toSorted((a, b) => a - b);
  return [0, ...sorted].map((from, i) => body.subarray(from, sorted[i] ?? body.length));
}
