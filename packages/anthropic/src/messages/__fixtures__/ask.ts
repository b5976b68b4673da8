import {
  StreamError,
  streamLimits,
  type CallRecord,
  type InvalidTool,
  type RawTool,
  type SendOptions,
  type SentParams,
} from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import type { AnthropicCallResponseChunk } from "../call-response-chunk.js";
import { AnthropicCallResponse } from "../call-response.js";
import { receivedCall, toolCallsOf } from "../message-param.js";
import { messageRequest } from "../request.js";
import { sendStream, sendWhole } from "../send.js";
import { MessagesAdapter } from "../stream-adapter.js";
import { AnthropicStream } from "../stream.js";
import { anthropicToolSet } from "../tool.js";
import { bodyClient, type Answer } from "./body-client.js";

export type Pair = readonly [chunk: AnthropicCallResponseChunk, tool: RawTool | InvalidTool | null];

/** What came of one request. */
export interface Run {
  /** Null for a request without `stream`. */
  readonly stream: AnthropicStream<RawTool> | null;
  readonly pairs: readonly Pair[];
  /** Also after an error: what there is. */
  readonly response: AnthropicCallResponse<RawTool> | null;
  /** Undefined when there was none. */
  readonly error: unknown;
}

export interface AskOptions {
  /** The tools that the answer may call. */
  readonly names?: readonly string[];
  readonly acceptMissingFinishReason?: boolean;
  readonly decode?: SendOptions["decode"];
}

const messages: Anthropic.MessageParam[] = [{ role: "user", content: "?" }];
const record: CallRecord<Anthropic.MessageParam, SentParams> = {
  messages,
  callParams: { model: "m" },
  promptTemplate: null,
  fnArgs: [],
  metadata: {},
};
const parts = { params: { model: "m" }, messages, tools: undefined, form: {} };
const limits = streamLimits();

/** A stream that is not read yet. */
export function open(answer: Answer, options: AskOptions = {}): AnthropicStream<RawTool> {
  const { names = [], acceptMissingFinishReason = false, decode = "wire" } = options;
  const { client } = bodyClient(answer);
  const tools = toolsOf(names);
  const body = messageRequest({ ...parts, stream: true });
  const adapter = new MessagesAdapter({
    limits,
    acceptMissingFinishReason,
    open: (signal) => sendStream(client, body, { signal, decode, limits, maxRetries: undefined }),
  });
  return new AnthropicStream<RawTool>({
    adapter,
    record: () => record,
    createTool: (call) => tools.create(call),
  });
}

/** A streamed request, read to its end. */
export async function askStream(answer: Answer, options?: AskOptions): Promise<Run> {
  const stream = open(answer, options);
  const pairs: Pair[] = [];
  let error: unknown;
  try {
    for await (const pair of stream) pairs.push(pair);
  } catch (thrown) {
    error = thrown;
  }
  const complete = stream.ending?.status === "complete";
  return { stream, pairs, response: stream.constructCallResponse({ partial: !complete }), error };
}

/** The same without `stream`. */
export async function askWhole(answer: Answer, { names = [], decode = "wire" }: AskOptions = {}): Promise<Run> {
  const { client } = bodyClient(answer);
  const tools = toolsOf(names);
  try {
    const { signal } = new AbortController();
    const body = messageRequest({ ...parts, stream: false });
    const whole = await sendWhole(client, body, { signal, decode, limits, maxRetries: undefined });
    const toolCalls = toolCallsOf(whole.answer);
    const response = new AnthropicCallResponse<RawTool>({
      response: whole.answer as unknown as Anthropic.Message,
      record,
      toolCalls,
      tools: toolCalls.map((call) => tools.create(receivedCall(call))),
      ending: { status: "complete" },
      timing: { startedAt: 0, firstChunkAt: null, firstContentAt: null, endedAt: 0 },
      requestId: whole.requestId,
    });
    return { stream: null, pairs: [], response, error: undefined };
  } catch (error) {
    const partial = error instanceof StreamError ? error.partial : null;
    const response = partial instanceof AnthropicCallResponse ? partial : null;
    return { stream: null, pairs: [], response, error };
  }
}

/** A body as one read. */
export function bytes(body: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(body);
}

function toolsOf(names: readonly string[]) {
  const definitions = [...new Set(names)].map((name) => ({
    type: "custom" as const,
    name,
    input_schema: { type: "object" as const },
  }));
  return anthropicToolSet(definitions);
}
