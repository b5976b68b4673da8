/** The Levenshtein distance of two words, or Infinity where it is above `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  // Also what keeps a 50 kB "word" in a template from costing more than its reading.
  if (Math.abs(a.length - b.length) > limit) return Infinity;
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const inserted = (current[column - 1] ?? 0) + 1;
      const removed = (above[column] ?? 0) + 1;
      current.push(Math.min(replaced, inserted, removed));
    }
    above = current;
  }
  const distance = above[b.length] ?? 0;
  return distance <= limit ? distance : Infinity;
}

/**
 * The candidate that `name` was most likely meant to be: the nearest in edit distance, upper and lower case taken as equal.
 * Null when none is within two edits, or within a third of the length of a longer name.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  const limit = Math.max(2, Math.floor(name.length / 3));
  let nearest: string | null = null;
  let best = Infinity;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), limit);
    // A distance as long as the word would "correct" `x` to `id`.
    if (distance < best && distance < Math.max(name.length, candidate.length)) {
      nearest = candidate;
      best = distance;
    }
  }
  return nearest;
}
