/** The same bytes in other reads: whole, byte by byte where that is not too many, and cut at seeded places. */
export function cuttings(
  body: Uint8Array,
): readonly { readonly label: string; readonly reads: readonly Uint8Array[] }[] {
  const seeded = [1, 2, 3].map((seed) => ({ label: `cut by seed ${seed}`, reads: cut(body, seed, 2 ** (3 * seed)) }));
  const bytes = body.length > 4096 ? [] : [{ label: "byte by byte", reads: pieces(body, 1) }];
  return [{ label: "whole", reads: [body] }, ...seeded, ...bytes];
}

/** Places to break a body off, spread over it. */
export function breaks(body: Uint8Array, count: number): readonly number[] {
  const next = random(body.length);
  const places = Array.from({ length: count }, () => next(body.length + 1));
  return [...new Set([0, 1, body.length - 1, body.length - 2, ...places])].filter((at) => at >= 0);
}

function cut(body: Uint8Array, seed: number, longest: number): readonly Uint8Array[] {
  const next = random(seed);
  const reads: Uint8Array[] = [];
  for (let at = 0; at < body.length;) {
    const to = at + 1 + next(longest);
    reads.push(body.subarray(at, to));
    at = to;
  }
  return reads;
}

function pieces(body: Uint8Array, size: number): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(body.length / size) }, (_, at) => body.subarray(at * size, (at + 1) * size));
}

/** Numbers below a limit, the same for the same seed (a linear congruential generator). */
function random(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
