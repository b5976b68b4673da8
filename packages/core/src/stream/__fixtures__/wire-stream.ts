import type { TestServer } from "@zoetrope/test-server";
import type { PartialResponse, TokenCounts } from "../../errors.js";
import { BaseStream } from "../base-stream.js";
import type { Body } from "../byte-reader.js";
import { SseSource } from "../sse-source.js";
import { endMarker, type StreamAdapter } from "../stream-adapter.js";
import { streamLimits } from "../stream-limits.js";
import { ChoiceState, StreamState } from "../stream-state.js";
import type { ToolSlot } from "../tool-slot.js";
import type { ReceivedToolCall } from "../../tool/tool-set.js";

/** An event of a provider that the tests made up: JSON with these fields, `[DONE]` at the end. */
export interface WireEvent {
  readonly text?: string;
  readonly reasoning?: string;
  readonly refusal?: string;
  readonly call?: { readonly id: string; readonly name: string; readonly args: string };
  readonly finish?: string;
  readonly tokens?: number;
}

/** Between events of one list: the attempt breaks off here, and what follows is the next one's. */
export const again = "again";

export class WireChunk {
  readonly reasoning: string | null;
  readonly refusal: string | null;

  constructor(readonly raw: WireEvent) {
    this.reasoning = raw.reasoning ?? null;
    this.refusal = raw.refusal ?? null;
  }

  toString(): string {
    return this.raw.text ?? "";
  }
}

class WireState extends StreamState<ChoiceState, number> {
  protected override newChoice(): ChoiceState {
    return new ChoiceState(this.limits);
  }

  get answered() {
    return !this.main.content.isEmpty;
  }
}

class WireAdapter implements StreamAdapter<WireEvent, WireChunk, WireState> {
  readonly provider = "wire";
  readonly state = new WireState(streamLimits());

  constructor(readonly fetchBody: (signal: AbortSignal) => Promise<Body | null>) {}

  async open(signal: AbortSignal): Promise<SseSource> {
    return new SseSource(await this.fetchBody(signal), { requestId: "req_1", limits: this.state.limits });
  }

  decode(data: unknown): WireEvent | typeof endMarker {
    return data === "[DONE]" ? endMarker : this.decodeBody(String(data));
  }

  decodeBody(text: string): WireEvent {
    // The tests write what is read here.
    return JSON.parse(text) as WireEvent;
  }

  read(raw: WireEvent): WireChunk {
    const choice = this.state.choice(0);
    choice.content.add(raw.text ?? "");
    choice.finishReason = raw.finish ?? choice.finishReason;
    this.state.usage = raw.tokens ?? this.state.usage;
    if (raw.call) choice.slots.accept({ ...raw.call, arguments: raw.call.args }, this.state.settled);
    if (raw.finish !== undefined) choice.slots.settleAll(this.state.settled);
    return new WireChunk(raw);
  }

  empty(): WireChunk {
    return new WireChunk({});
  }

  verdict(): "complete" | "truncated" {
    return this.state.isFinished ? "complete" : "truncated";
  }

  received({ id, name, arguments: args }: ToolSlot): ReceivedToolCall {
    return { id, name, arguments: args, raw: null };
  }
}

interface WireResponse extends PartialResponse {
  readonly common: { readonly finishReason: string | null; readonly usage: TokenCounts | null };
}

/** A tool as all are: its fields are whatever they are, its call is under `toolCall`. */
export interface WireTool {
  readonly toolCall: { readonly id: string; readonly name: string; readonly args: unknown };
  readonly error?: Error;
  readonly partial?: boolean;
}

export class WireStream extends BaseStream<WireChunk, WireState, WireResponse, WireTool> {
  protected override buildResponse(): WireResponse {
    const { usage: totalTokens } = this.state;
    const unknown = { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null };
    const usage = totalTokens === null ? null : { ...unknown, totalTokens };
    const { content, finishReasons } = this;
    const common = { finishReason: finishReasons[0] ?? null, usage };
    return { content, usage: totalTokens, finishReasons, common, toJSON: () => null };
  }
}

export interface WireStreamOptions {
  readonly signal?: AbortSignal;
  readonly createTool?: (call: ReceivedToolCall) => WireTool;
  /** Default 1. An attempt that fails is followed by the next at once. */
  readonly attempts?: number;
}

/** A stream over the bodies of a test server, through sockets. */
export function wireStream(server: TestServer, options?: WireStreamOptions): WireStream {
  return streamOver(async (signal) => (await fetch(server.url, { signal })).body, options);
}

/** A stream over bodies that are already here: these events, one a read. `reads` counts them. */
export function localStream(
  events: readonly (WireEvent | string | Error)[],
  options?: WireStreamOptions,
): WireStream & { reads: () => number } {
  let reads = 0;
  let at = 0;
  const nextBody = (): Body =>
    new ReadableStream(
      {
        pull(controller) {
          const event = events[at++];
          reads++;
          if (event === undefined || event === again) controller.close();
          else if (event instanceof Error) controller.error(event);
          else controller.enqueue(new TextEncoder().encode(eventText(event)));
        },
      },
      { highWaterMark: 0 },
    );
  const attempts = 1 + events.filter((event) => event === again).length;
  return Object.assign(
    streamOver(() => Promise.resolve(nextBody()), { attempts, ...options }),
    { reads: () => reads },
  );
}

/** The events as the test server sends them. */
export function body(...events: readonly (WireEvent | string)[]): string[] {
  return events.map(eventText);
}

export const whole: readonly (WireEvent | string)[] = [
  { text: "Hel" },
  { text: "lo" },
  { finish: "stop", tokens: 7 },
  "[DONE]",
];

function eventText(event: WireEvent | string): string {
  return `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`;
}

function streamOver(
  fetchBody: (signal: AbortSignal) => Promise<Body | null>,
  { signal, createTool = toolOf, attempts = 1 }: WireStreamOptions = {},
): WireStream {
  const adapter = (): WireAdapter => new WireAdapter(fetchBody);
  return new WireStream({
    adapter: adapter(),
    signal,
    createTool,
    recover: ({ attempt }) => (attempt < attempts ? { adapter: adapter(), delay: 0 } : null),
  });
}

function toolOf({ id, name, arguments: args }: ReceivedToolCall): WireTool {
  return { toolCall: { id, name, args: args.value } };
}
