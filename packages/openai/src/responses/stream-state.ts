import {
  ChoiceState,
  StreamState,
  isObject,
  syntheticCallId,
  text,
  type JSONObject,
  type StreamLimits,
  type ToolSlot,
} from "@zoetrope/core";
import { mergeItems } from "./merge-items.js";
import { OutputItem, restOf } from "./output-item.js";
import { errorIn } from "./provider-error.js";
import { textEvents } from "./text-events.js";
import {
  finishReasonOf,
  indexIn,
  inputOf,
  isCall,
  isTextPartType,
  itemsOf,
  responseOf,
  textOf,
  textParts,
  type TextPartType,
} from "./wire.js";

/** What one event brought of the answer's text. */
export type Said = Readonly<Record<"content" | "refusal" | "reasoning", string>>;

const nothing: Said = { content: "", refusal: "", reasoning: "" };

/** What was gathered of the stream of a response. */
export class ResponsesState extends StreamState<ChoiceState, JSONObject> {
  /** The server's last word about the response, its output apart. */
  response: JSONObject = {};
  /** That of the last event; null where there was none, or events have none. */
  sequenceNumber: number | null = null;
  /** In the order of the output. */
  items: OutputItem[] = [];
  /** The event came after which nothing follows. */
  ended = false;
  /** The stream holds the response from its start. */
  readonly #fromStart: boolean;
  readonly #byIndex = new Map<number, OutputItem>();
  readonly #bySlot = new Map<ToolSlot, OutputItem>();
  readonly #callIds = new Set<string>();
  #openCalls = 0;
  #said: Said = nothing;

  constructor(limits: StreamLimits, fromStart = true) {
    super(limits);
    this.#fromStart = fromStart;
  }

  protected override newChoice(): ChoiceState {
    return new ChoiceState(this.limits);
  }

  /** Something of an answer has come: an item alone, which may be a reasoning that shows nothing, is not yet one. */
  get answered(): boolean {
    const { content, refusal, reasoning, slots } = this.main;
    return !(content.isEmpty && refusal.isEmpty && reasoning.isEmpty && slots.all.length === 0);
  }

  /** The item of a call. */
  callOf(slot: ToolSlot): OutputItem | undefined {
    return this.#bySlot.get(slot);
  }

  /** Takes in one event, and returns what it brought of the text. Throws the provider's error if the event is nothing else. */
  add(event: JSONObject): Said {
    this.#said = nothing;
    if (typeof event.sequence_number === "number") this.sequenceNumber = event.sequence_number;
    const response = responseOf(event);
    if (response !== null) this.#takeResponse(response);
    const error = errorIn(event);
    if (error !== null) {
      this.response = { ...this.response, status: "failed" };
      this.choice(0).finishReason = finishReasonOf(this.response);
      if (event.type !== "response.failed") throw error;
      this.#takeOutput(itemsOf(response));
      this.fault = error;
    } else this.#take(String(event.type), event, response);
    return this.#said;
  }

  #take(type: string, event: JSONObject, response: JSONObject | null): void {
    const textEvent = textEvents.get(type);
    if (textEvent !== undefined) return this.#takeText(textEvent, event);
    switch (type) {
      case "response.output_item.added":
        if (isObject(event.item)) this.#open(event.item, event);
        break;
      case "response.output_item.done":
        if (isObject(event.item)) this.#finish(this.#find(event) ?? this.#open(event.item, event), event.item);
        break;
      case "response.content_part.done":
      case "response.reasoning_part.done":
      case "response.reasoning_summary_part.done":
        if (isObject(event.part) && isTextPartType(event.part.type)) this.#takePart(event, event.part.type, event.part);
        break;
      case "response.output_text.annotation.added":
        this.#itemOf(event, "message")
          .part("output_text", indexIn(event.content_index))
          .annotations.push(event.annotation);
        break;
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
        if (typeof event.delta === "string") this.#continueCall(this.#find(event), event.delta);
        break;
      case "response.completed":
      case "response.incomplete":
        this.#complete(response ?? {}, type.slice("response.".length));
        break;
      default:
        // Of the provider's own tools, say: yielded, and in the response once their item is whole.
        break;
    }
  }

  #takeResponse({ output: _output, usage, ...response }: JSONObject): void {
    this.response = response;
    // The last word counts: it is the one under which the response is kept.
    this.id = text(response.id) ?? this.id;
    this.model = text(response.model) ?? this.model;
    if (isObject(usage)) this.usage = usage;
  }

  #takeText({ part, index, whole }: { part: TextPartType; index: string; whole: boolean }, event: JSONObject): void {
    const item = this.#itemOf(event, textParts[part].kind === "reasoning" ? "reasoning" : "message");
    const at = indexIn(event[index]);
    if (whole) return this.#say(part, item.complete(part, at, textOf(part, event)));
    if (typeof event.delta !== "string") return;
    const made = item.part(part, at);
    made.text.add(event.delta);
    if (Array.isArray(event.logprobs)) for (const logprob of event.logprobs) made.logprobs.push(logprob);
    this.#say(part, event.delta);
  }

  #takePart(event: JSONObject, type: TextPartType, part: JSONObject): void {
    const item = this.#itemOf(event, textParts[type].kind === "reasoning" ? "reasoning" : "message");
    const at = indexIn(textParts[type].list === "summary" ? event.summary_index : event.content_index);
    this.#say(type, item.complete(type, at, textOf(type, part)));
  }

  #say(part: TextPartType, said: string): void {
    if (said === "") return;
    const { kind } = textParts[part];
    this.main[kind].add(said);
    this.#said = { ...this.#said, [kind]: this.#said[kind] + said };
  }

  /** The item that an event is about; made up where the server did not announce it. */
  #itemOf(event: JSONObject, type: "message" | "reasoning"): OutputItem {
    const id = text(event.item_id);
    const known = this.#find(event);
    if (known) return known;
    const fields = type === "message" ? { role: "assistant", content: [] } : { summary: [] };
    return this.#add({ type, ...(id === null ? {} : { id }), ...fields }, event, this.#fromStart);
  }

  #find(event: JSONObject): OutputItem | undefined {
    if (typeof event.output_index === "number") return this.#byIndex.get(event.output_index);
    const id = text(event.item_id) ?? (isObject(event.item) ? text(event.item.id) : null);
    return id === null ? this.items.at(-1) : this.items.findLast(({ item }) => item.id === id);
  }

  #open(item: JSONObject, event: JSONObject): OutputItem {
    const there = typeof event.output_index === "number" ? this.#byIndex.get(event.output_index) : undefined;
    if (there && !there.done && there.item.id === item.id) return there;
    // An item that is done before it began had begun before this stream did.
    const made = this.#add(item, event, this.#fromStart || event.type === "response.output_item.added");
    if (isCall(item)) this.#openCall(made);
    return made;
  }

  #add(item: JSONObject, event: JSONObject, begun: boolean): OutputItem {
    if (this.choices.size === 0) this.choice(0);
    const made = new OutputItem(item, begun);
    this.items.push(made);
    if (typeof event.output_index === "number") this.#byIndex.set(event.output_index, made);
    return made;
  }

  /** A call without a name cannot be told from a piece of the one before, and is no call yet. */
  #openCall(made: OutputItem): void {
    const name = text(made.item.name);
    if (name === null) return;
    const given = text(made.item.call_id);
    const id = given === null || this.#callIds.has(given) ? syntheticCallId() : given;
    this.#callIds.add(id);
    // By its id alone: with that the slot rules have nothing to guess.
    made.slot = this.main.slots.accept({ id, name, arguments: "" }, this.settled);
    this.#bySlot.set(made.slot, made);
    this.#openCalls++;
  }

  #continueCall(made: OutputItem | undefined, fragment: string): void {
    if (!made?.slot || made.done) return;
    this.main.slots.accept({ id: made.slot.id, arguments: fragment }, this.settled);
  }

  /** The server has said an item whole. */
  #finish(made: OutputItem, item: JSONObject): void {
    const wasDone = made.done;
    if (isCall(item) && !wasDone) {
      if (made.slot === null) {
        made.item = item;
        this.#openCall(made);
      }
      if (made.slot !== null) {
        this.#continueCall(made, restOf(inputOf(item), made.slot.text));
        this.#openCalls--;
      }
    }
    for (const [type, rest] of made.finish(item)) this.#say(type, rest);
    // One order for pairs, tools and the response: a call waits for those that opened before it.
    if (!wasDone && made.slot !== null && this.#openCalls === 0) this.main.slots.settleAll(this.settled);
  }

  #complete(response: JSONObject, status: string): void {
    const choice = this.choice(0);
    choice.finishReason = finishReasonOf(response) ?? status;
    this.ended = true;
    this.#takeOutput(itemsOf(response));
    choice.slots.settleAll(this.settled);
  }

  #takeOutput(output: readonly JSONObject[]): void {
    if (output.length > 0) {
      const merged = mergeItems(output, this.items);
      this.items = [];
      for (const [final, gathered] of merged) {
        const made = gathered ?? new OutputItem(final ?? {}, this.#fromStart);
        this.items.push(made);
        if (final === null) continue;
        // A call from before this stream was handed out by the stream that broke.
        if (gathered === undefined && !this.#fromStart) made.finish(final);
        else this.#finish(made, final);
      }
    }
    for (const made of this.items) {
      // Announced whole, and never spoken of again.
      if (made.slot && !made.slot.begun && !made.done) this.#continueCall(made, inputOf(made.item));
    }
  }
}
