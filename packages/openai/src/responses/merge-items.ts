import { text, type JSONObject } from "@zoetrope/core";
import type { OutputItem } from "./output-item.js";
import { isCall } from "./wire.js";

/** An item of the final output, with what had come of it; undefined where nothing had. */
export type Merged = readonly [final: JSONObject | null, gathered: OutputItem | undefined];

/**
 * The items that the last event of a stream lists, each beside what had come of it, so that none is there twice. Servers disagree about
 * that list: it may be all that there is, be empty, leave items out, or have other ids than the events before (GitHub's Copilot gives
 * an item a new id with each event). So an item is found by its id, else by the id of its call, else as the next of its type.
 *
 * The order is the list's; what it leaves out stands behind the item that it came behind (`final` is then null).
 */
export function mergeItems(output: readonly JSONObject[], gathered: readonly OutputItem[]): Merged[] {
  const left = new Set(gathered);
  const found = new Map<JSONObject, OutputItem>();
  for (const key of ["id", "call_id"] as const) {
    const byKey = new Map<string, OutputItem>();
    for (const one of left) {
      const value = text(one.item[key]);
      if (value !== null && !byKey.has(value)) byKey.set(value, one);
    }
    for (const final of output) {
      const one = found.has(final) ? undefined : byKey.get(text(final[key]) ?? "");
      if (one === undefined || one.item.type !== final.type || !left.delete(one)) continue;
      found.set(final, one);
    }
  }
  const byType = new Map<unknown, OutputItem[]>();
  for (const one of left) {
    const { type } = one.item;
    const alike = byType.get(type);
    if (alike) alike.push(one);
    else byType.set(type, [one]);
  }
  for (const final of output) {
    if (found.has(final)) continue;
    const next = byType.get(final.type)?.[0];
    if (next === undefined || areOtherCalls(final, next.item)) continue;
    byType.get(final.type)?.shift();
    left.delete(next);
    found.set(final, next);
  }
  return inOrder(output, gathered, found, left);
}

/** The id of a call is what it is answered by: two of them are two calls. */
function areOtherCalls(a: JSONObject, b: JSONObject): boolean {
  return isCall(a) && text(a.call_id) !== null && text(b.call_id) !== null;
}

function inOrder(
  output: readonly JSONObject[],
  gathered: readonly OutputItem[],
  found: ReadonlyMap<JSONObject, OutputItem>,
  left: ReadonlySet<OutputItem>,
): Merged[] {
  const behind = new Map<OutputItem | undefined, OutputItem[]>();
  let anchor: OutputItem | undefined;
  for (const one of gathered) {
    if (!left.has(one)) anchor = one;
    else behind.set(anchor, [...(behind.get(anchor) ?? []), one]);
  }
  const leftOut = (anchor: OutputItem | undefined): Merged[] => (behind.get(anchor) ?? []).map((one) => [null, one]);
  return [
    ...leftOut(undefined),
    ...output.flatMap((final) => {
      const one = found.get(final);
      return [[final, one] as const, ...(one ? leftOut(one) : [])];
    }),
  ];
}
