/** A line that only one of two texts has, with its number there, from 1. */
export interface LineChange {
  readonly kind: "-" | "+";
  readonly line: number;
  readonly text: string;
}

/** Past this many pairs of lines, the table of common lines is not worth its memory, and nobody would read the difference. */
const most = 4_000_000;

/** What to take from `before` and add to make `after`: as little as can be, by the longest common subsequence of lines. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly LineChange[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end++;
  }
  const removed = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  const common = removed.length * added.length > most ? null : commonLengths(removed, added);
  const changes: LineChange[] = [];
  let i = 0;
  let j = 0;
  while (i < removed.length || j < added.length) {
    if (common !== null && i < removed.length && j < added.length && removed[i] === added[j]) {
      i++;
      j++;
    } else if (j === added.length || (i < removed.length && (common?.(i + 1, j) ?? 0) >= (common?.(i, j + 1) ?? 0))) {
      changes.push({ kind: "-", line: start + i + 1, text: removed[i++] ?? "" });
    } else {
      changes.push({ kind: "+", line: start + j + 1, text: added[j++] ?? "" });
    }
  }
  return changes;
}

/** How many lines the rests of the two, from `i` and from `j`, have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): (i: number, j: number) => number {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  return at;
}
