import { ChoiceState, StreamState, TextAccumulator, isObject, objects, text, type JSONObject } from "@zoetrope/core";
import { ContentBlock } from "./content-block.js";
import { headIn, mergeUsage, messageIn, refusalOf } from "./wire.js";

/** The blocks that are told as text of the answer. */
type TextType = "text" | "thinking";

/** Text of all blocks of a type, and the one that it was last written to. */
interface Writing {
  readonly written: TextAccumulator;
  length: number;
  last: ContentBlock | null;
}

/** What was gathered of a message's stream. Anthropic has one answer to a request, which is choice 0. */
export class MessageState extends StreamState<ChoiceState, JSONObject> {
  /** In order of opening. */
  readonly blocks: ContentBlock[] = [];
  /** Fields of the message. A map, because their names come from the wire. */
  readonly fields = new Map<string, unknown>();
  /** `message_stop` was read, or a message that was whole: nothing follows. */
  over = false;
  readonly #byIndex = new Map<number, ContentBlock>();
  readonly #callIds = new Set<string>();
  readonly #texts: Readonly<Record<TextType, Writing>> = {
    text: { written: this.main.content, length: 0, last: null },
    thinking: { written: this.main.reasoning, length: 0, last: null },
  };
  /** Calls whose block has not stopped. */
  #openCalls = 0;

  protected override newChoice(): ChoiceState {
    return new ChoiceState(this.limits);
  }

  /** Something of an answer has come. */
  get answered(): boolean {
    return this.blocks.length > 0;
  }

  /** The provider said why it stopped, or at least that it did. */
  override get isFinished(): boolean {
    return super.isFinished || (this.over && this.answered);
  }

  /** Takes in one event. Events of types that are not known change nothing. */
  add(event: JSONObject): void {
    switch (event.type) {
      case "content_block_delta":
        if (isObject(event.delta)) this.#addDelta(event.delta, event.index);
        break;
      case "content_block_start":
        if (isObject(event.content_block)) this.#open(event.content_block, event.index);
        break;
      case "content_block_stop":
        this.#stop(this.#at(event.index));
        break;
      case "message":
      case "message_start":
        for (const block of objects(messageIn(event)?.content)) this.#stop(this.#open(block, undefined));
        this.#addHead(headIn(event));
        if (event.type === "message") this.#finish();
        break;
      case "message_delta":
        this.#addHead(headIn(event));
        break;
      case "message_stop":
        this.#finish();
    }
  }

  #addHead(head: JSONObject): void {
    for (const key in head) {
      const value = head[key];
      switch (key) {
        case "content":
          break;
        case "id":
          this.id ||= text(value) ?? "";
          break;
        case "model":
          this.model ||= text(value) ?? "";
          break;
        case "usage":
          if (isObject(value)) this.usage = mergeUsage(this.usage, value);
          break;
        case "stop_reason":
          if (text(value) !== null) this.choice(0).finishReason = text(value);
          break;
        default:
          if (value !== null || !this.fields.has(key)) this.fields.set(key, value);
      }
    }
    const refusal = refusalOf(head);
    if (refusal !== null && this.main.refusal.isEmpty) this.main.refusal.add(refusal);
    if (this.main.finishReason !== null) this.#stopAll();
  }

  #addDelta(delta: JSONObject, index: unknown): void {
    switch (delta.type) {
      case "text_delta":
        return this.#write("text", text(delta.text), index);
      case "thinking_delta":
        return this.#write("thinking", text(delta.thinking), index);
    }
    const block = this.#at(index);
    if (!block) return;
    switch (delta.type) {
      case "input_json_delta":
        return this.#addInput(block, text(delta.partial_json));
      case "signature_delta":
        block.signature = text(delta.signature) ?? block.signature;
        break;
      case "citations_delta":
        if (isObject(delta.citation)) block.citations.push(delta.citation);
        break;
      default:
        // What is known of such deltas (`compaction_delta`) carries final values, so the last one counts.
        for (const key in delta) if (key !== "type") block.fields.set(key, delta[key]);
    }
  }

  #addInput(block: ContentBlock, piece: string | null): void {
    if (piece === null || block.stopped) return;
    if (block.slot) this.main.slots.accept({ index: block.position, arguments: piece }, this.settled);
    else (block.input ??= new TextAccumulator()).add(piece);
  }

  /** A block that is written to again after a later one of its type stands twice, so that the blocks keep the order of the text. */
  #write(type: TextType, piece: string | null, index: unknown): void {
    if (piece === null) return;
    const writing = this.#texts[type];
    const found = this.#at(index);
    const block =
      found && found === writing.last ? found : this.#open({ type, [type]: "" }, found?.slot ? null : index);
    writing.written.add(piece);
    writing.length += piece.length;
    block.to = writing.length;
  }

  #open(opened: JSONObject, index: unknown): ContentBlock {
    this.choice(0);
    const type = opened.type === "text" || opened.type === "thinking" ? opened.type : null;
    const writing = type && this.#texts[type];
    const block = new ContentBlock(this.blocks.length, opened, writing?.length ?? 0);
    this.blocks.push(block);
    if (typeof index === "number") this.#byIndex.set(index, block);
    if (opened.type === "tool_use") this.#openCall(block);
    if (type === null || writing === null) return block;
    writing.last = block;
    const piece = text(opened[type]);
    if (piece === null) return block;
    writing.written.add(piece);
    writing.length += piece.length;
    block.to = writing.length;
    return block;
  }

  #openCall(block: ContentBlock): void {
    const { name } = block.opened;
    const id = text(block.opened.id);
    // Two calls under one id could not be answered: the second gets an id of ours.
    const isTaken = id !== null && this.#callIds.has(id);
    if (id !== null) this.#callIds.add(id);
    const call = { index: block.position, id: isTaken ? null : id, name, arguments: "" };
    block.slot = this.main.slots.accept(call, this.settled);
    this.#openCalls++;
  }

  #stop(block: ContentBlock | undefined): void {
    if (!block || block.stopped) return;
    const { slot } = block;
    if (slot && !slot.begun) this.#addInput(block, text(block.openedInput));
    block.stopped = true;
    if (slot && --this.#openCalls === 0) this.main.slots.settleAll(this.settled);
  }

  #stopAll(): void {
    for (const block of this.blocks) this.#stop(block);
  }

  #finish(): void {
    this.over = true;
    this.#stopAll();
  }

  #at(index: unknown): ContentBlock | undefined {
    return typeof index === "number" ? this.#byIndex.get(index) : this.blocks.at(-1);
  }
}
