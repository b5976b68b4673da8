import { MalformedChunkError, type PartialResponse } from "../../errors.js";
import { BaseStream } from "../base-stream.js";
import type { Frame, FrameSink, FrameSource } from "../frame-source.js";
import { endMarker, type StreamAdapter } from "../stream-adapter.js";
import { streamLimits } from "../stream-limits.js";
import type { StreamSettings } from "../stream-settings.js";
import { ChoiceState, StreamState } from "../stream-state.js";
import type { ToolSlot } from "../tool-slot.js";

/**
 * A provider of the tests': a frame is a letter of the answer, "." finishes it, "!" breaks it, "$" is the end marker, a capital letter
 * is a tool call, and a blank is a comment.
 */
export class LetterState extends StreamState {
  protected override newChoice() {
    return new ChoiceState(this.limits);
  }

  get answered() {
    return !this.main.content.isEmpty || this.main.slots.all.length > 0;
  }
}

/** A body that the test feeds by hand. */
export class HandSource implements FrameSource {
  readonly hint: string = "";
  readonly requestId: string;
  closed = 0;
  drained = 0;
  reads = 0;
  #sink: FrameSink | undefined;

  constructor(requestId = "req_1") {
    this.requestId = requestId;
  }

  read(sink: FrameSink) {
    this.reads++;
    this.#sink = sink;
  }

  /** Answers the read that waits. */
  give(letters: string) {
    const frames = [...letters].map((data): Frame => ({ data }));
    this.#sink?.frames.push(...frames);
    this.#sink?.onRead();
  }

  /** Answers it with any frame. */
  giveFrame(frame: Frame) {
    this.#sink?.frames.push(frame);
    this.#sink?.onRead();
  }

  end() {
    this.#sink?.onEnd();
  }

  breakWith(cause: unknown) {
    this.#sink?.onBreak(cause);
  }

  close() {
    this.closed++;
  }

  drain() {
    this.drained++;
  }
}

export class LetterAdapter implements StreamAdapter<string, string, LetterState> {
  readonly provider = "letters";
  readonly state = new LetterState(streamLimits());
  readonly source: HandSource;
  opened = 0;
  signal: AbortSignal | undefined;
  opening: () => Promise<void> = async () => {};

  constructor(source = new HandSource()) {
    this.source = source;
  }

  async open(signal: AbortSignal) {
    this.opened++;
    this.signal = signal;
    await this.opening();
    return this.source;
  }

  decode(data: unknown) {
    if (data === "$") return endMarker;
    if (data === "!") throw new MalformedChunkError("broken");
    return data === " " ? null : String(data);
  }

  decodeBody(text: string) {
    return text;
  }

  read(raw: string) {
    const choice = this.state.choice(0);
    if (raw === ".") {
      choice.finishReason = "stop";
      choice.slots.settleAll(this.state.settled);
    } else if (raw !== raw.toLowerCase()) {
      choice.slots.accept({ id: `call_${raw}`, name: raw, arguments: "{}" }, this.state.settled);
    } else choice.content.add(raw);
    return raw;
  }

  empty() {
    return "";
  }

  verdict() {
    return this.state.isFinished ? ("complete" as const) : ("truncated" as const);
  }

  received({ id, name, arguments: args }: ToolSlot) {
    return { id, name, arguments: args, raw: null };
  }
}

export class LetterStream extends BaseStream<string, LetterState, PartialResponse, string> {
  protected override buildResponse(): PartialResponse {
    return { content: this.content, usage: null, finishReasons: this.finishReasons, toJSON: () => null };
  }
}

export type LetterSettings = Partial<StreamSettings<string, LetterState, string>>;

/** A stream of letters, and its one pass. A tool is the name of its call. */
export function startLetters(settings: LetterSettings = {}) {
  const adapter = new LetterAdapter();
  const stream = new LetterStream({ adapter, createTool: ({ name }) => name, ...settings });
  const iterator = stream[Symbol.asyncIterator]();
  return { adapter, source: adapter.source, stream, iterator, next: () => iterator.next() };
}

/** The chunk of a result; undefined at the end. */
export const chunkOf = ({ value }: IteratorResult<[string, string | null], undefined>) => value?.[0];

/** Lets all promises that are ready run. Also where timers are not real. */
export const settled = () => new Promise<void>((resolve) => realSetImmediate(resolve));
const realSetImmediate = setImmediate;

/** Reads to the end: the chunks, joined, and what was thrown. */
export async function readLetters(iterator: AsyncIterator<[string, string | null], undefined>) {
  let text = "";
  try {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) text += next.value[0];
    return { text };
  } catch (error) {
    return { text, error };
  }
}
