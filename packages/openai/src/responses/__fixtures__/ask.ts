import {
  StreamError,
  streamLimits,
  type InvalidTool,
  type RawTool,
  type SendOptions,
  type StreamTiming,
} from "@zoetrope/core";
import { bodyClient, type Answer } from "../../chat/__fixtures__/body-client.js";
import { asResponse } from "../build-response.js";
import type { OpenAIResponsesCallResponseChunk } from "../call-response-chunk.js";
import { OpenAIResponsesCallResponse } from "../call-response.js";
import { receivedCall } from "../message-param.js";
import { sendStream, sendWhole } from "../send.js";
import { ResponsesAdapter } from "../stream-adapter.js";
import { OpenAIResponsesStream } from "../stream.js";
import { responsesToolSet } from "../tool.js";
import { isCall, itemsOf } from "../wire.js";
import type { ResponsesExpected } from "./recordings.js";

export type Pair = readonly [chunk: OpenAIResponsesCallResponseChunk, tool: RawTool | InvalidTool | null];

/** What came of one request. */
export interface Run {
  /** Null for a request without `stream`. */
  readonly stream: OpenAIResponsesStream<RawTool> | null;
  readonly pairs: readonly Pair[];
  /** Also after an error: what there is. */
  readonly response: OpenAIResponsesCallResponse<RawTool> | null;
  /** Undefined when there was none. */
  readonly error: unknown;
}

const record = { messages: [], callParams: {}, promptTemplate: null, fnArgs: [], metadata: {} };
const limits = streamLimits();
const body = { model: "m", input: "?" };

/** A stream of what a real client of the SDK gets as the answer. */
export function streamOf(
  answer: Answer,
  names: readonly string[] = [],
  fromStart = true,
): OpenAIResponsesStream<RawTool> {
  const { client } = bodyClient(answer);
  const tools = toolsOf(names);
  return new OpenAIResponsesStream<RawTool>({
    adapter: new ResponsesAdapter({
      limits,
      acceptMissingFinishReason: false,
      fromStart,
      open: (signal) => sendStream(client, { ...body, stream: true }, sending(signal)),
    }),
    createTool: (call) => tools.create(call),
    record: () => record,
  });
}

/** Reads a stream to its end, whatever that is. */
export async function readAll(stream: OpenAIResponsesStream<RawTool>): Promise<Run> {
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

export function askStream(answer: Answer, expected: Pick<ResponsesExpected, "tool_calls">): Promise<Run> {
  return readAll(streamOf(answer, namesIn(expected)));
}

/** The same without `stream`. */
export async function askWhole(answer: Answer, expected: Pick<ResponsesExpected, "tool_calls">): Promise<Run> {
  const { client } = bodyClient(answer);
  const tools = toolsOf(namesIn(expected));
  try {
    const whole = await sendWhole(client, body, sending(new AbortController().signal));
    const response = asResponse(whole.answer);
    const calls = itemsOf(response as unknown as Readonly<Record<string, unknown>>).filter(isCall);
    return {
      stream: null,
      pairs: [],
      response: new OpenAIResponsesCallResponse<RawTool>({
        response,
        record,
        tools: calls.map((call) => tools.create(receivedCall(call))),
        ending: { status: "complete" },
        timing: never,
        requestId: whole.requestId,
      }),
      error: undefined,
    };
  } catch (error) {
    const partial = error instanceof StreamError ? error.partial : null;
    return {
      stream: null,
      pairs: [],
      response: partial instanceof OpenAIResponsesCallResponse ? partial : null,
      error,
    };
  }
}

const never: StreamTiming = { startedAt: null, firstChunkAt: null, firstContentAt: null, endedAt: null };

function sending(signal: AbortSignal): SendOptions {
  return { signal, decode: "wire", limits, maxRetries: undefined };
}

function toolsOf(names: readonly string[]) {
  return responsesToolSet(
    [...new Set(names)].map((name) => ({ type: "function", name, parameters: null, strict: null }) as const),
  );
}

function namesIn({ tool_calls: calls }: Pick<ResponsesExpected, "tool_calls">): string[] {
  return calls.map(({ name }) => name);
}
