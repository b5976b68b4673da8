import { ChoiceState, isObject, objects, text, type JSONObject, type ToolSlot } from "@zoetrope/core";
import { isCall } from "./function-calls.js";
import { StreamedCall } from "./streamed-call.js";
import { isThought, partsOf } from "./wire.js";

/** A stretch of the answer's or of the thoughts' text; what it says is not held twice. */
export interface TextStretch {
  readonly isThought: boolean;
  readonly from: number;
  to: number;
  /** What else its part has, a signature for one; null where it has nothing. */
  readonly fields: JSONObject | null;
}

export type StreamedPart = TextStretch | StreamedCall | { readonly part: JSONObject };

/** What a stream brings of one of its candidates. */
export class StreamCandidate extends ChoiceState {
  /** In the order of the wire, neighbouring texts joined. */
  readonly parts: StreamedPart[] = [];
  role: string | null = null;
  /** Fields of the candidate besides its content. A map, because their names come from the wire. */
  readonly fields = new Map<string, unknown>();
  readonly #lengths = { text: 0, thought: 0 };
  #calls = 0;
  /** A call whose arguments come in pieces. */
  #open: StreamedCall | null = null;

  /** Takes in one chunk's candidate. Calls that it completes are appended to `settled`. Returns whether it held any of an answer. */
  add(candidate: JSONObject, settled: ToolSlot[]): boolean {
    const parts = partsOf(candidate);
    let answered = false;
    for (const part of parts) answered = this.#addPart(part, settled) || answered;
    for (const key in candidate) {
      if (key === "content")
        this.role = isObject(candidate.content) ? (text(candidate.content.role) ?? this.role) : this.role;
      else if (key === "finishReason") this.finishReason = text(candidate.finishReason) ?? this.finishReason;
      else if (key !== "index") keep(this.fields, key, candidate[key]);
    }
    if (this.finishReason !== null) this.slots.settleAll(settled);
    return answered;
  }

  /** The call that a slot was opened for. */
  callOf(slot: ToolSlot): StreamedCall | undefined {
    return this.parts.find((part): part is StreamedCall => part instanceof StreamedCall && part.slot === slot);
  }

  #addPart(part: JSONObject, settled: ToolSlot[]): boolean {
    if (isCall(part)) return this.#addCall(part, settled);
    if (typeof part.text === "string") return this.#addText(part, part.text);
    this.parts.push({ part });
    return Object.keys(part).length > 0;
  }

  #addText(part: JSONObject, added: string): boolean {
    const thought = isThought(part);
    const length = thought ? "thought" : "text";
    const from = this.#lengths[length];
    const to = from + added.length;
    this.#lengths[length] = to;
    (thought ? this.reasoning : this.content).add(added);
    const fields = besideText(part);
    const last = this.parts.at(-1);
    if (fields === null && added === "") return false;
    // A part with a signature is never joined with another: the provider checks what it signed.
    // Source: https://ai.google.dev/gemini-api/docs/thought-signatures
    const joins = fields === null && last && "to" in last && last.fields === null && last.isThought === thought;
    if (joins) last.to = to;
    else this.parts.push({ isThought: thought, from, to, fields });
    return added !== "";
  }

  #addCall(part: JSONObject & { readonly functionCall: JSONObject }, settled: ToolSlot[]): boolean {
    const { functionCall } = part;
    const begins = text(functionCall.name) !== null;
    if (!begins && this.#open) this.#open.add(part);
    else {
      this.#endOpen();
      // The empty piece that closes a call, though none is open.
      if (!begins && Object.keys(functionCall).length === 0) return false;
      // Ids are mostly left out and names repeat, but a call opens with its name: an index of its own tells it from the others.
      this.#open = new StreamedCall(part, this.#calls++, (delta) => this.slots.accept(delta, settled));
      this.parts.push(this.#open);
    }
    if (functionCall.willContinue === true) return true;
    this.#endOpen();
    // By the protocol the call is whole now, and nothing can follow that belongs to it.
    this.slots.settleAll(settled);
    return true;
  }

  #endOpen(): void {
    this.#open?.end();
    this.#open = null;
  }
}

/** The fields of a text part that are more than its text; null where there are none. */
function besideText({ text: _text, thought, ...fields }: JSONObject): JSONObject | null {
  if (typeof thought === "boolean" && Object.keys(fields).length === 0) return null;
  const rest = thought === undefined || thought === true ? fields : { ...fields, thought };
  return Object.keys(rest).length === 0 ? null : rest;
}

/** Lists in these grow from chunk to chunk. */
const growing: ReadonlySet<string> = new Set(["citationMetadata", "logprobsResult"]);

/** The last word that is not null counts, field by field where it is an object: an empty `groundingMetadata` takes nothing away. */
function keep(fields: Map<string, unknown>, key: string, value: unknown): void {
  const before = fields.get(key);
  if (value === null || value === undefined) return;
  if (!isObject(before) || !isObject(value)) fields.set(key, value);
  else fields.set(key, growing.has(key) ? grown(before, value) : { ...before, ...value });
}

function grown(before: JSONObject, value: JSONObject): JSONObject {
  const entries = Object.entries(value).map(([key, list]): [string, unknown] => {
    const there = before[key];
    return [key, Array.isArray(there) && Array.isArray(list) ? [...there, ...objects(list)] : list];
  });
  return { ...before, ...Object.fromEntries(entries) };
}
