import type { AttemptRecord } from "../stream/recovery.js";

/** What failed attempts cost, those that reported some usage: null where the price of it is unknown. */
export function attemptCosts(attempts: readonly AttemptRecord[]): (number | null)[] {
  return attempts.filter(({ usage }) => usage !== null).map(({ response }) => costIn(response, "cost"));
}

/** The cost that a response tells, by itself or with its failed attempts; null for one that tells none. */
export function costIn(response: object | null, name: "cost" | "totalCost"): number | null {
  const cost: unknown = response === null ? null : Reflect.get(response, name);
  return typeof cost === "number" ? cost : null;
}
