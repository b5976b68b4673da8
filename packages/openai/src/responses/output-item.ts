import { TextAccumulator, type JSONObject, type ToolSlot } from "@zoetrope/core";
import { inputOf, isCall, textOf, textParts, textPartsOf, type TextPartType } from "./wire.js";

/** A part of an item that holds text, as far as it has come. */
export interface TextPart {
  readonly type: TextPartType;
  /** Its place in the item's list. */
  readonly at: number;
  readonly text: TextAccumulator;
  readonly annotations: unknown[];
  readonly logprobs: unknown[];
}

/** One item of a response's output, while it arrives. */
export class OutputItem {
  /** The server's last word about it. Its text stands in it once the server has said it whole. */
  item: JSONObject;
  /** The server has said it whole. */
  done = false;
  /** Of a call that the client has to run. */
  slot: ToolSlot | null = null;
  /** False for an item that had begun before this stream did: what came of it earlier is not known here. */
  readonly begun: boolean;
  readonly #parts = new Map<string, TextPart>();

  constructor(item: JSONObject, begun: boolean) {
    this.item = item;
    this.begun = begun;
  }

  part(type: TextPartType, at: number): TextPart {
    const key = keyOf(type, at);
    let part = this.#parts.get(key);
    if (part === undefined) {
      part = { type, at, text: new TextAccumulator(), annotations: [], logprobs: [] };
      this.#parts.set(key, part);
    }
    return part;
  }

  /** Takes the whole text of a part in, and returns what of it had not come. "" where it contradicts what had. */
  complete(type: TextPartType, at: number, whole: string): string {
    if (!this.begun || this.done) return "";
    const { text } = this.part(type, at);
    const rest = restOf(whole, text.toString());
    text.add(rest);
    return rest;
  }

  /**
   * Takes the whole item in, and returns what of each kind of text had not come. What it leaves out of what had come is kept. Compared by
   * kind and not by place: Bedrock counts the parts of its deltas from 1.
   */
  finish(item: JSONObject): [type: TextPartType, rest: string][] {
    const before = textsOf(this.done ? this.item : {});
    const rests = [...textsOf(item)].map(([type, whole]): [TextPartType, string] => {
      const parts = this.#sorted().filter((part) => part.type === type);
      const came = parts.map(({ text }) => text.toString()).join("") || (before.get(type) ?? "");
      if (whole !== "") for (const part of parts) this.#parts.delete(keyOf(type, part.at));
      return [type, this.begun ? restOf(whole, came) : ""];
    });
    this.item = item;
    this.done = true;
    return rests;
  }

  #sorted(): TextPart[] {
    return [...this.#parts.values()].filter(({ text }) => !text.isEmpty).toSorted((a, b) => a.at - b.at);
  }

  /** What the call was made with: the server's last word, or what has come so far. */
  get input(): string {
    return (this.done && inputOf(this.item)) || (this.slot?.text ?? inputOf(this.item));
  }

  /** The item as the whole answer has it, or so much of it as has come. */
  toJSON(): JSONObject {
    if (isCall(this.item)) return this.#call();
    const parts = this.#sorted();
    if (parts.length === 0) return this.item;
    const lists = new Map<string, unknown[]>();
    for (const part of parts) {
      const { list } = textParts[part.type];
      const given = this.item[list];
      const made = lists.get(list) ?? (Array.isArray(given) ? [...given] : []);
      lists.set(list, made);
      // Never past the end: an index is the server's word, and a list with holes is none.
      made[Math.min(part.at, made.length)] = partJSON(part);
    }
    return { ...this.item, ...Object.fromEntries(lists) };
  }

  #call(): JSONObject {
    if (this.slot === null) return this.item;
    const field = this.item.type === "custom_tool_call" ? "input" : "arguments";
    return { ...this.item, call_id: this.slot.id, name: this.slot.name, [field]: this.input };
  }
}

function textsOf(item: JSONObject): Map<TextPartType, string> {
  const texts = new Map<TextPartType, string>();
  for (const { type, part } of textPartsOf(item)) texts.set(type, (texts.get(type) ?? "") + textOf(type, part));
  return texts;
}

function keyOf(type: TextPartType, at: number): string {
  return `${type} ${at}`;
}

/** What `whole` adds to `begun`; "" where it says something else. */
export function restOf(whole: string, begun: string): string {
  return whole.startsWith(begun) ? whole.slice(begun.length) : "";
}

function partJSON({ type, text, annotations, logprobs }: TextPart): JSONObject {
  const made = { type, [textParts[type].field]: text.toString() };
  if (type !== "output_text") return made;
  return { ...made, annotations: [...annotations], ...(logprobs.length > 0 ? { logprobs: [...logprobs] } : {}) };
}
