import type { TextPartType } from "./wire.js";

/** How an event brings text. */
export interface TextEvent {
  readonly part: TextPartType;
  /** The field with the part's place in its list. */
  readonly index: "content_index" | "summary_index";
  /** The event has all of the text, and not the next piece of it. */
  readonly whole: boolean;
}

/** The events that bring text, by their type. */
export const textEvents: ReadonlyMap<string, TextEvent> = new Map(
  (
    [
      ["response.output_text", "output_text", "content_index"],
      ["response.refusal", "refusal", "content_index"],
      ["response.reasoning_text", "reasoning_text", "content_index"],
      ["response.reasoning_summary_text", "summary_text", "summary_index"],
    ] as const
  ).flatMap(([type, part, index]): [string, TextEvent][] => [
    [`${type}.delta`, { part, index, whole: false }],
    [`${type}.done`, { part, index, whole: true }],
  ]),
);
