import { isObject, text, type JSONObject, BaseCallResponseChunk, type Usage } from "@zoetrope/core";
import type OpenAI from "openai";
import type { Said } from "./stream-state.js";
import { commonUsage } from "./usage.js";
import { finishReasonOf, responseOf } from "./wire.js";

const nothing: Said = { content: "", refusal: "", reasoning: "" };

/** The events after which nothing follows, and the status that each stands for. */
const lastEvents = new Map<unknown, string>([
  ["response.completed", "completed"],
  ["response.incomplete", "incomplete"],
  ["response.failed", "failed"],
]);

/** One event of a response's stream. No accessor throws, whatever the server sent. */
export class OpenAIResponsesCallResponseChunk extends BaseCallResponseChunk {
  readonly #raw: JSONObject;
  readonly #said: Said;

  /** `said` is what the event brought that had not been said before: the last event of a server may hold all of the text. */
  constructor(raw: JSONObject, said: Said = nothing) {
    super();
    this.#raw = raw;
    this.#said = said;
  }

  /** The event as it came. */
  get chunk(): OpenAI.Responses.ResponseStreamEvent {
    // What servers really send is narrower and wider than the type, so the accessors below read it as JSON.
    return this.#raw as unknown as OpenAI.Responses.ResponseStreamEvent;
  }

  /** As in `"response.output_text.delta"`; "" when the server did not say. */
  get type(): string {
    return text(this.#raw.type) ?? "";
  }

  /** Where in the stream the event stands: what a broken stream of a background response is resumed after. */
  get sequenceNumber(): number | null {
    return typeof this.#raw.sequence_number === "number" ? this.#raw.sequence_number : null;
  }

  /** The place of the item that the event is about. */
  get outputIndex(): number | null {
    return typeof this.#raw.output_index === "number" ? this.#raw.output_index : null;
  }

  /** The item that the event brings: begun in `response.output_item.added`, whole in `response.output_item.done`. */
  get item(): OpenAI.Responses.ResponseOutputItem | null {
    const { item } = this.#raw;
    return isObject(item) ? (item as unknown as OpenAI.Responses.ResponseOutputItem) : null;
  }

  /** The response as far as the event tells it: at its start, and at its end. */
  get response(): OpenAI.Responses.Response | null {
    return this.#response as unknown as OpenAI.Responses.Response | null;
  }

  get #response(): JSONObject | null {
    return responseOf(this.#raw);
  }

  /** "" when the event brings no text. */
  override get content(): string {
    return this.#said.content;
  }

  override get refusal(): string | null {
    return text(this.#said.refusal);
  }

  /** Of the reasoning itself, or of its summary. */
  override get reasoning(): string | null {
    return text(this.#said.reasoning);
  }

  /** In the last event only. */
  override get finishReasons(): readonly string[] {
    const status = lastEvents.get(this.#raw.type);
    return status === undefined ? [] : [finishReasonOf(this.#response ?? {}) ?? status];
  }

  /** "" in all events but the first and the last. */
  override get model(): string {
    return text(this.#response?.model) ?? "";
  }

  /** That of the response; "" in all events but the first and the last. */
  override get id(): string {
    return text(this.#response?.id) ?? "";
  }

  /** Seconds since the epoch; null where the event does not say. */
  get created(): number | null {
    const created = this.#response?.created_at;
    return typeof created === "number" ? created : null;
  }

  /** In the last event only. */
  get usage(): OpenAI.Responses.ResponseUsage | null {
    return this.#usage as OpenAI.Responses.ResponseUsage | null;
  }

  get #usage(): JSONObject | null {
    const usage = this.#response?.usage;
    return isObject(usage) ? usage : null;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(this.#usage);
  }

  /** A source that the answer cites, in the event that brings one. */
  get annotation(): unknown {
    return this.#raw.annotation ?? null;
  }

  get logprobs(): readonly OpenAI.Responses.ResponseTextDeltaEvent.Logprob[] {
    const { logprobs } = this.#raw;
    return Array.isArray(logprobs) ? logprobs : [];
  }
}
