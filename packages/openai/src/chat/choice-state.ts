import { ChoiceState, TextAccumulator, type ToolSlot, isObject, objects, text, type JSONObject } from "@zoetrope/core";
import { ReasoningDetails } from "./reasoning-details.js";
import { calledIn, contentOf, reasoningOf } from "./wire.js";

/** What a chat completion's stream brings of one of its choices, in pieces. */
export class ChatChoice extends ChoiceState {
  role: string | null = null;
  /** A string was sent as content, be it empty: `message.content` of the whole answer is then no null. */
  hasContent = false;
  /** Content that came as a list of parts, equal neighbours joined; null when it came as text. */
  parts: Record<string, unknown>[] | null = null;
  /** The fields that the reasoning came in: the whole answer has it in the same. */
  readonly reasoningIn = new Set<string>();
  reasoningDetails: ReasoningDetails | null = null;
  functionCall: { name: string; readonly arguments: TextAccumulator } | null = null;
  audio: { fields: JSONObject; readonly data: TextAccumulator; readonly transcript: TextAccumulator } | null = null;
  logprobs: { content: unknown[] | null; refusal: unknown[] | null } | null = null;
  /** Fields of the message and of the choice that this library does not know. Maps, because their names come from the wire. */
  readonly messageFields = new Map<string, unknown>();
  readonly choiceFields = new Map<string, unknown>();

  /** Takes in the delta of one chunk. Calls that it completes are appended to `settled`. Returns whether it held any of an answer. */
  add(delta: JSONObject, settled: ToolSlot[]): boolean {
    let answered = false;
    for (const key in delta) {
      const value = delta[key];
      switch (key) {
        case "content":
          answered = this.#addContent(value, delta) || answered;
          break;
        case "role":
          this.role = text(value) ?? this.role;
          break;
        case "refusal":
          if (text(value) === null) keep(this.messageFields, key, value);
          else this.refusal.add(String(value));
          answered = text(value) !== null || answered;
          break;
        case "tool_calls":
          if (Array.isArray(value)) for (const call of value) if (isObject(call)) this.#addToolCall(call, settled);
          if (value === null) keep(this.messageFields, key, null);
          else answered = this.slots.all.length > 0 || answered;
          break;
        case "function_call":
          answered = this.#addFunctionCall(value) || answered;
          break;
        case "audio":
          answered = this.#addAudio(value) || answered;
          break;
        case "reasoning_content":
        case "reasoning":
          if (text(value) === null) keep(this.messageFields, key, value);
          else this.reasoningIn.add(key);
          break;
        case "reasoning_details":
          if (Array.isArray(value)) (this.reasoningDetails ??= new ReasoningDetails()).add(value);
          else keep(this.messageFields, key, value);
          break;
        default:
          keep(this.messageFields, key, value);
      }
    }
    const reasoning = reasoningOf(delta);
    if (reasoning !== null) this.reasoning.add(reasoning);
    return answered || reasoning !== null;
  }

  addLogprobs(value: unknown): void {
    if (!isObject(value)) return;
    this.logprobs ??= { content: null, refusal: null };
    if (Array.isArray(value.content)) (this.logprobs.content ??= []).push(...value.content);
    if (Array.isArray(value.refusal)) (this.logprobs.refusal ??= []).push(...value.refusal);
  }

  #addContent(value: unknown, delta: JSONObject): boolean {
    if (typeof value === "string") {
      this.hasContent = true;
      if (value === "") return false;
      this.content.add(value);
      this.parts?.push({ type: "text", text: value });
      return true;
    }
    if (!Array.isArray(value)) return false;
    this.parts ??= this.content.isEmpty ? [] : [{ type: "text", text: this.content.toString() }];
    for (const part of objects(value)) addPart(this.parts, part);
    const found = contentOf(delta);
    this.content.add(found);
    return found !== "";
  }

  #addToolCall(call: JSONObject, settled: ToolSlot[]): void {
    const { name, input } = calledIn(call);
    const slot = this.slots.accept({ index: call.index, id: call.id, name, arguments: input }, settled);
    for (const key in call) {
      if (key !== "index" && key !== "id" && key !== "function") keep(slot.unknown, key, call[key]);
    }
  }

  #addFunctionCall(value: unknown): boolean {
    const name = isObject(value) ? text(value.name) : null;
    const args = isObject(value) ? text(value.arguments) : null;
    if (name === null && args === null) {
      keep(this.messageFields, "function_call", value);
      return false;
    }
    this.functionCall ??= { name: "", arguments: new TextAccumulator() };
    this.functionCall.name ||= name ?? "";
    this.functionCall.arguments.add(args ?? "");
    return true;
  }

  #addAudio(value: unknown): boolean {
    if (!isObject(value) || Object.values(value).every((field) => !field)) {
      keep(this.messageFields, "audio", value);
      return false;
    }
    this.audio ??= { fields: {}, data: new TextAccumulator(), transcript: new TextAccumulator() };
    const { data, transcript, ...fields } = value;
    this.audio.data.add(text(data) ?? "");
    this.audio.transcript.add(text(transcript) ?? "");
    this.audio.fields = { ...this.audio.fields, ...fields };
    return true;
  }
}

/** The last word that is not null counts; lists grow. */
export function keep(fields: Map<string, unknown>, key: string, value: unknown): void {
  const before = fields.get(key);
  // Most fields are the same in every chunk (a fingerprint, a tier, a null).
  if (before === value) return;
  if (Array.isArray(before) && Array.isArray(value)) before.push(...value);
  else if (Array.isArray(value)) fields.set(key, [...value]);
  else if (value !== null && value !== undefined) fields.set(key, value);
  else if (before === undefined) fields.set(key, null);
}

/** Mistral's parts arrive a few words each. */
function addPart(parts: Record<string, unknown>[], part: JSONObject): void {
  const before = parts.at(-1);
  // What a server nests is not always objects.
  const last = isObject(before) ? before : undefined;
  if (last && last.type === part.type && typeof part.text === "string") last.text = `${String(last.text)}${part.text}`;
  else if (last && last.type === part.type && Array.isArray(last.thinking)) {
    for (const thought of objects(part.thinking)) addPart(last.thinking, thought);
    if ("closed" in part) last.closed = part.closed;
  } else parts.push(structuredClone({ ...part }));
}
