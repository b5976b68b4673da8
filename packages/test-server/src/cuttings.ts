import { seeded } from "./random.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** One way in which the network may hand over a body: `label` tells how, `reads` are the pieces. */
export interface Cutting {
  readonly label: string;
  readonly reads: readonly Bytes[];
}

/** Bodies below this many bytes are cut everywhere. */
const small = 4096;
const randomCuttings = 20;

/** A body whole, then in two at each byte and in reads of one byte where it is small, else at seeded random places. */
export function* cuttings(body: Bytes): Generator<Cutting> {
  yield { label: "whole", reads: [body] };
  if (body.length >= small) {
    for (let seed = 1; seed <= randomCuttings; seed++) yield atRandom(body, seed);
    return;
  }
  for (let at = 1; at < body.length; at++) yield { label: `cut at byte ${at}`, reads: pieces(body, [at]) };
  yield { label: "one byte a read", reads: Array.from(body, (byte) => Uint8Array.of(byte)) };
}

/** Places at which to break a body off: its start and its end, where fields and frames are not whole, and `count` seeded ones. */
export function breaks(body: Bytes, count: number): number[] {
  const random = seeded(body.length);
  const edges = [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((at) => [at, body.length - at]);
  return [...edges, ...Array.from({ length: count }, () => random(body.length))];
}

function atRandom(body: Bytes, seed: number): Cutting {
  const random = seeded(seed);
  const places = Array.from({ length: 1 + random(40) }, () => 1 + random(body.length - 1));
  return {
    label: `cut at random, seed ${seed}`,
    reads: pieces(
      body,
      [...new Set(places)].toSorted((a, b) => a - b),
    ),
  };
}

function pieces(body: Bytes, places: readonly number[]): Bytes[] {
  return [0, ...places].map((from, i) => body.subarray(from, places[i] ?? body.length));
}
