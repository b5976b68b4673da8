import { isObject, text, type JSONObject, type TextAccumulator, type ToolSlot } from "@zoetrope/core";

/** What was gathered of one content block. */
export class ContentBlock {
  /** Among the blocks of the answer, in order of opening. The wire's own index may be missing or used twice. */
  readonly position: number;
  /** As it stood in the event that opened it. */
  readonly opened: JSONObject;
  /** Where its text begins in the text (or the thinking) of the whole answer, so that it is held once. */
  readonly from: number;
  to: number;
  /** Nothing follows: what it holds is whole. */
  stopped = false;
  /** The call in it, of a tool that the client runs. */
  slot: ToolSlot | null = null;
  /** The input of a tool that the provider runs, where it came in pieces. */
  input: TextAccumulator | null = null;
  signature: string | null = null;
  readonly citations: unknown[] = [];
  /** What deltas brought that this library does not know. A map, because the names come from the wire. */
  readonly fields = new Map<string, unknown>();

  constructor(position: number, opened: JSONObject, from: number) {
    this.position = position;
    this.opened = opened;
    this.from = from;
    this.to = from;
  }

  get type(): string | null {
    return text(this.opened.type);
  }

  /** The input that stood in the opening event, as text; "" for the `{}` that stands there while the real one follows in pieces. */
  get openedInput(): string {
    const { input } = this.opened;
    if (input === undefined || input === null || (isObject(input) && Object.keys(input).length === 0)) return "";
    return typeof input === "string" ? input : JSON.stringify(input);
  }
}
