import { isObject, text, type JSONObject, BaseCallResponseChunk, type Usage } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import { commonUsage } from "./usage.js";
import { headIn, reasoningIn, refusalOf, textIn } from "./wire.js";

/** What only the first event of a stream tells, for the chunks after it. */
interface Known {
  readonly id: string;
  readonly model: string;
}

/** One event of a message's stream. No accessor throws, whatever the server sent. */
export class AnthropicCallResponseChunk extends BaseCallResponseChunk {
  readonly #raw: JSONObject;
  readonly #known: Known;

  constructor(raw: JSONObject, known: Known = { id: "", model: "" }) {
    super();
    this.#raw = raw;
    this.#known = known;
  }

  /** The event as it came. */
  get chunk(): Anthropic.RawMessageStreamEvent {
    // What servers really send is narrower and wider than the type, so the accessors below read it as JSON.
    return this.#raw as unknown as Anthropic.RawMessageStreamEvent;
  }

  /** "" when the server sent none. */
  get type(): string {
    return text(this.#raw.type) ?? "";
  }

  /** The index of the content block that the event speaks of; null for the message's own events. */
  get index(): number | null {
    return typeof this.#raw.index === "number" ? this.#raw.index : null;
  }

  /** What the event adds to its block. Undefined in all events but `content_block_delta`. */
  get delta(): Anthropic.RawContentBlockDelta | undefined {
    const { type, delta } = this.#raw;
    return type === "content_block_delta" && isObject(delta)
      ? (delta as unknown as Anthropic.RawContentBlockDelta)
      : undefined;
  }

  /** The block that the event opens. Undefined in all events but `content_block_start`. */
  get contentBlock(): Anthropic.ContentBlock | undefined {
    const { type, content_block: block } = this.#raw;
    return type === "content_block_start" && isObject(block) ? (block as unknown as Anthropic.ContentBlock) : undefined;
  }

  /** "" when the event brings no text. */
  override get content(): string {
    return textIn(this.#raw);
  }

  /** Why the model would not answer, where the API says it. */
  override get refusal(): string | null {
    return refusalOf(headIn(this.#raw));
  }

  override get reasoning(): string | null {
    return reasoningIn(this.#raw);
  }

  /** The source that the event adds to the text; null when none. */
  get citation(): Anthropic.TextCitation | null {
    const { type, delta } = this.#raw;
    if (type !== "content_block_delta" || !isObject(delta) || !isObject(delta.citation)) return null;
    return delta.citation as unknown as Anthropic.TextCitation;
  }

  override get finishReasons(): readonly string[] {
    const reason = text(headIn(this.#raw).stop_reason);
    return reason === null ? [] : [reason];
  }

  /** The model that was named at the start. */
  override get model(): string {
    return text(headIn(this.#raw).model) ?? this.#known.model;
  }

  /** The message's id, which was named at the start. */
  override get id(): string {
    return text(headIn(this.#raw).id) ?? this.#known.id;
  }

  /** As this event has it: the prompt's tokens at the start, the answer's at the end. Null in all others. */
  get usage(): Anthropic.Usage | Anthropic.MessageDeltaUsage | null {
    return this.#usage as Anthropic.MessageDeltaUsage | null;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(this.#usage);
  }

  get #usage(): JSONObject | null {
    const { usage } = headIn(this.#raw);
    return isObject(usage) ? usage : null;
  }
}
