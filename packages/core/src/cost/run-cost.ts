import { isObject } from "../json/json-object.js";
import { costIn } from "./attempt-costs.js";
import { sumCosts } from "./sum-costs.js";

/** What answers have cost, and the stream that is read, if something of it came. Null where one of them is unknown. */
export function runCost(answers: readonly object[], reading: object | null): number | null {
  const open = reading !== null && hasBegun(reading) ? [reading] : [];
  return sumCosts([...answers, ...open].map((answer) => costIn(answer, "totalCost")));
}

/** What was refused cost nothing. */
function hasBegun(stream: object): boolean {
  const { timing }: { timing?: unknown } = stream;
  return !isObject(timing) || timing.firstChunkAt !== null;
}
