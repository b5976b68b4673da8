import { ProviderStreamError, StreamState, isObject, text, type JSONObject } from "@zoetrope/core";
import { ChatChoice, keep } from "./choice-state.js";
import { providerError } from "./provider-error.js";
import { choiceIndex, deltaOf, usageOf } from "./wire.js";

/** Finish reasons by which a server says that it broke. */
const failureReasons = new Set(["error", "insufficient_system_resource"]);

/** What was gathered of a chat completion's stream. */
export class ChatState extends StreamState<ChatChoice, JSONObject> {
  created: number | null = null;
  /** Fields of the completion that this library does not know. A map, because their names come from the wire. */
  readonly fields = new Map<string, unknown>();
  #answered = false;
  #usageAfterAnswer = false;

  /** Something of an answer has come. */
  get answered(): boolean {
    return this.#answered;
  }

  /** A usage report without choices came after the answer: what servers send last that send no finish reason. */
  get usageAfterAnswer(): boolean {
    return this.#usageAfterAnswer;
  }

  protected override newChoice(): ChatChoice {
    return new ChatChoice(this.limits);
  }

  /** Takes in one chunk. Throws the provider's error if the chunk is one. */
  add(chunk: JSONObject): void {
    for (const key in chunk) {
      const value = chunk[key];
      switch (key) {
        case "id":
          this.id ||= text(value) ?? "";
          break;
        case "model":
          this.model ||= text(value) ?? "";
          break;
        case "created":
          if (typeof value === "number") this.created ??= value;
          break;
        case "object":
        case "choices":
        case "usage":
        case "error":
        // Random padding against guesses from the length of packets.
        case "obfuscation":
          break;
        default:
          // Lists too: Perplexity sends all of its citations in every chunk.
          if (value !== null || !this.fields.has(key)) this.fields.set(key, value);
      }
    }
    const usage = usageOf(chunk);
    if (usage !== null) this.usage = usage;
    if (chunk.error) throw providerError(chunk.error);
    const choices = Array.isArray(chunk.choices) ? chunk.choices : [];
    let answered = false;
    for (let i = 0; i < choices.length; i++) {
      const choice: unknown = choices[i];
      if (isObject(choice)) answered = this.#addChoice(choice, i) || answered;
    }
    if (answered) {
      this.#answered = true;
      this.#usageAfterAnswer = false;
    } else if (choices.length === 0 && usage !== null && this.#answered) this.#usageAfterAnswer = true;
  }

  #addChoice(wire: JSONObject, position: number): boolean {
    const choice = this.choice(choiceIndex(wire, position));
    // Only choice 0 is handed out; calls of the others are found in the response.
    const settled = choice === this.main ? this.settled : [];
    const answered = choice.add(deltaOf(wire), settled);
    for (const key in wire) {
      const value = wire[key];
      switch (key) {
        case "index":
        case "delta":
        case "message":
        case "usage":
          break;
        case "finish_reason":
          if (text(value) !== null) choice.finishReason = text(value);
          else if (value === "") choice.choiceFields.set(key, value);
          break;
        case "logprobs":
          if (isObject(value)) choice.addLogprobs(value);
          else keep(choice.choiceFields, key, null);
          break;
        case "error":
          // Beside content, so the chunk is handed out first.
          if (value) this.fault = providerError(value);
          break;
        default:
          keep(choice.choiceFields, key, value);
      }
    }
    if (choice.finishReason === null) return answered;
    if (failureReasons.has(choice.finishReason)) {
      this.fault ??= new ProviderStreamError(`The provider stopped with the finish reason "${choice.finishReason}".`, {
        finish_reason: choice.finishReason,
      });
    }
    if (this.fault === null) choice.slots.settleAll(settled);
    return answered;
  }
}
