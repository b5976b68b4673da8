import { seededRandom } from "./random.js";

/** How the server breaks a stream. */
const faults = ["cut", "reset", "error", "malformed"] as const;

/** What the server sends for one stream, known to both sides by its number alone. */
export interface LoadPlan {
  /** The text of each chunk; no two streams have one in common. */
  readonly texts: readonly string[];
  /** How many chunks go with one write, in turn. */
  readonly writes: readonly number[];
  /** What comes behind the last chunk in the place of the end; null: the end. */
  readonly fault: (typeof faults)[number] | null;
}

/** Every tenth stream or so breaks, at a random chunk. */
export function loadPlan(stream: number, chunks: number): LoadPlan {
  const random = seededRandom(stream + 1);
  const fault = random() < 0.1 ? (faults[Math.floor(random() * faults.length)] ?? null) : null;
  const length = fault === null ? chunks : Math.floor(random() * chunks);
  return {
    texts: Array.from({ length }, (_, chunk) => `${stream}:${chunk};`),
    writes: Array.from({ length: 16 }, () => 1 + Math.floor(random() * 24)),
    fault,
  };
}
