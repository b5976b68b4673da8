import { StreamLimitError } from "../errors.js";
import type { StreamLimits } from "./stream-limits.js";
import { ToolSlot } from "./tool-slot.js";

/** A piece of a tool call, as one delta brings it. */
export interface ToolCallDelta {
  readonly index?: unknown;
  readonly id?: unknown;
  readonly name?: unknown;
  /** Text to append. */
  readonly arguments: string;
}

/**
 * Sorts the pieces of tool calls into calls.
 *
 * Servers disagree about what tells two calls apart: the index may be missing, always 0 or sparse; the id missing, repeated or new in
 * every piece. These rules read 29 of the 30 shapes seen; the last, a new id and name in every piece, cannot be told from parallel
 * calls.
 */
export class ToolSlots {
  /** In order of opening. */
  readonly all: ToolSlot[] = [];
  readonly #byIndex = new Map<number, ToolSlot>();
  readonly #byId = new Map<string, ToolSlot>();
  readonly #limits: Pick<StreamLimits, "toolCalls" | "depth">;
  #settled = 0;
  /** Told each piece that a call took in, also one that brings no arguments: for whoever reads calls before they are whole. */
  onFragment: ((slot: ToolSlot, fragment: string) => void) | null = null;

  constructor(limits: Pick<StreamLimits, "toolCalls" | "depth">) {
    this.#limits = limits;
  }

  /** Takes a piece in, and returns the call that it belongs to. Calls that this settles are appended to `settled`. */
  accept(delta: ToolCallDelta, settled: ToolSlot[]): ToolSlot {
    const index = typeof delta.index === "number" && Number.isInteger(delta.index) ? delta.index : null;
    const id = nonEmpty(delta.id);
    const name = nonEmpty(delta.name);
    const found = this.#find(index, id, name, delta.arguments);
    const slot = found ?? this.#open(settled);
    // A call that opens under an index in use takes it over: what follows under that index is its own.
    if (index !== null && (!found || !this.#byIndex.has(index))) this.#byIndex.set(index, slot);
    if (id !== null && slot.id === "" && !this.#byId.has(id)) {
      slot.id = id;
      this.#byId.set(id, slot);
    }
    if (name !== null && slot.name === "") slot.name = name;
    slot.append(delta.arguments);
    if (this.onFragment !== null && !slot.settled) this.onFragment(slot, delta.arguments);
    return slot;
  }

  /** Settles what is left: the answer, or this choice of it, is finished. */
  settleAll(settled: ToolSlot[]): void {
    for (; this.#settled < this.all.length; this.#settled++) settle(this.all[this.#settled]!, settled);
  }

  #find(index: number | null, id: string | null, name: string | null, args: string): ToolSlot | undefined {
    const known = id === null ? undefined : this.#byId.get(id);
    if (known) {
      const indexIsNew = index === null ? name !== known.name || args !== known.text : !this.#byIndex.has(index);
      // Two calls under one id: the second is opened, and gets an id of its own.
      return name !== null && indexIsNew && known.complete ? undefined : known;
    }
    const there = index === null ? undefined : this.#byIndex.get(index);
    if (there) {
      const sameCallAgain = there.name === name && there.begun && !there.complete;
      const anotherId = id !== null && name !== null && there.id !== "" && !sameCallAgain;
      const emptyOfOther = !there.begun && there.name !== name;
      const anotherName = id === null && name !== null && there.name !== "" && (there.complete || emptyOfOther);
      return anotherId || anotherName ? undefined : there;
    }
    if (index !== null) return undefined;
    const last = this.all.at(-1);
    // A call cannot open without a name, so this continues the last one, whatever its id says.
    if (name === null) return last;
    if (id !== null || !last) return undefined;
    const unnamed = last.name === "" && !last.begun;
    return unnamed || (last.name === name && last.begun && !last.complete) ? last : undefined;
  }

  /** Earlier calls settle in order, up to the first whose arguments are open: pairs, tools and the response have one order. */
  #open(settled: ToolSlot[]): ToolSlot {
    const { toolCalls, depth } = this.#limits;
    if (this.all.length === toolCalls) {
      throw new StreamLimitError(
        `The answer holds more than ${toolCalls} tool calls. Raise limits.toolCalls if so many are expected.`,
        "toolCalls",
      );
    }
    for (; this.all[this.#settled]?.complete; this.#settled++) settle(this.all[this.#settled]!, settled);
    const slot = new ToolSlot(depth);
    this.all.push(slot);
    return slot;
  }
}

function settle(slot: ToolSlot, settled: ToolSlot[]): void {
  slot.settle();
  settled.push(slot);
}

function nonEmpty(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
