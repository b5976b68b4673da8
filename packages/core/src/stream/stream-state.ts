import { StreamLimitError } from "../errors.js";
import type { StreamLimits } from "./stream-limits.js";
import { TextAccumulator } from "./text-accumulator.js";
import type { ToolSlot } from "./tool-slot.js";
import { ToolSlots } from "./tool-slots.js";

/** What was gathered of one of the answers (choices) of a stream. */
export class ChoiceState {
  readonly content = new TextAccumulator();
  readonly refusal = new TextAccumulator();
  readonly reasoning = new TextAccumulator();
  readonly slots: ToolSlots;
  /** The provider's word; the last that was not empty. */
  finishReason: string | null = null;

  constructor(limits: StreamLimits) {
    this.slots = new ToolSlots(limits);
  }
}

/**
 * What was gathered of a stream. Chunks are not kept: a response is built from this, and a stream that is held costs its text and
 * no more. Providers extend it with what only their wire has.
 */
export abstract class StreamState<Choice extends ChoiceState = ChoiceState, Usage = unknown> {
  id = "";
  model = "";
  /** The provider's last word that was not null. */
  usage: Usage | null = null;
  /** By the provider's index. A map, because the indexes come from the wire. */
  readonly choices = new Map<number, Choice>();
  /** An error that came with a chunk that holds more than it: thrown once that chunk is handed out. */
  fault: Error | null = null;
  /** Calls of choice 0 that settled and wait to be handed out. */
  readonly settled: ToolSlot[] = [];
  /** Choice 0, of which pairs, tools and text speak; there from the start so that nobody has to ask. */
  readonly main: Choice;
  readonly limits: StreamLimits;

  constructor(limits: StreamLimits) {
    this.limits = limits;
    this.main = this.newChoice();
  }

  protected abstract newChoice(): Choice;

  choice(index: number): Choice {
    const known = this.choices.get(index);
    if (known) return known;
    if (this.choices.size === this.limits.choices) {
      throw new StreamLimitError(
        `The answer holds more than ${this.limits.choices} choices. Raise limits.choices if so many are expected.`,
        "choices",
      );
    }
    const choice = index === 0 ? this.main : this.newChoice();
    this.choices.set(index, choice);
    return choice;
  }

  /** One finish reason for each choice that has one, in the provider's order. */
  get finishReasons(): string[] {
    return [...this.choices]
      .toSorted(([a], [b]) => a - b)
      .flatMap(([, choice]) => (choice.finishReason === null ? [] : [choice.finishReason]));
  }

  /** Something of an answer has come: text, a refusal, reasoning, sound or a piece of a tool call. */
  abstract get answered(): boolean;

  /** There is a choice, and every choice has its finish reason. */
  get isFinished(): boolean {
    if (this.choices.size === 0) return false;
    for (const choice of this.choices.values()) if (choice.finishReason === null) return false;
    return true;
  }
}
