import { GoogleGenAI } from "@google/genai";
import {
  streamLimits,
  type BaseTool,
  type CallRecord,
  type Decode,
  type FrameSource,
  type InvalidTool,
  type RawTool,
  type SentParams,
} from "@zoetrope/core";
import type { GoogleCallResponseChunk } from "../call-response-chunk.js";
import { GoogleCallResponse } from "../call-response.js";
import type { GoogleClient } from "../client.js";
import { receivedCalls } from "../function-calls.js";
import type { GoogleMessageParam } from "../message-param.js";
import { sendStream, sendWhole } from "../send.js";
import { GenerateContentAdapter } from "../stream-adapter.js";
import { GoogleStream } from "../stream.js";
import { googleToolSet, type GoogleTool } from "../tool.js";
import { partsOf, mainCandidate } from "../wire.js";

export type AnyTool = BaseTool | RawTool;
export type Pair = readonly [chunk: GoogleCallResponseChunk, tool: AnyTool | InvalidTool | null];

export interface Answer {
  readonly reads: readonly Uint8Array[];
  readonly type?: string;
  readonly status?: number;
}

/** A client of the SDK that gets this answer to every request, read by read. */
export function bodyClient({ reads, type = "text/event-stream", status = 200 }: Answer): GoogleClient {
  const fetch = (): Promise<Response> => {
    const left = reads.values();
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const { done, value } = left.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    });
    return Promise.resolve(new Response(body, { status, headers: { "content-type": type } }));
  };
  return new GoogleGenAI({ apiKey: "test-key", httpOptions: { fetch } });
}

const limits = streamLimits({});

export const request = { model: "gemini-test", contents: [{ role: "user", parts: [{ text: "Hello" }] }] };

const record: CallRecord<GoogleMessageParam, SentParams> = {
  messages: request.contents,
  callParams: { model: request.model },
  promptTemplate: null,
  fnArgs: [],
  metadata: {},
};

/** Functions of these names, whatever their arguments are. */
export function anyTools(names: readonly string[]): GoogleTool[] {
  return [...new Set(names)].map((name) => ({ functionDeclarations: [{ name }] }));
}

export interface StreamSettings {
  readonly tools?: readonly GoogleTool[];
  readonly decode?: Decode;
  readonly open?: (signal: AbortSignal) => Promise<FrameSource>;
}

export function streamOf(
  client: GoogleClient,
  { tools = [], decode = "wire", open }: StreamSettings = {},
): GoogleStream<AnyTool> {
  const set = googleToolSet(tools);
  const adapter = new GenerateContentAdapter({
    limits,
    acceptMissingFinishReason: false,
    open: open ?? ((signal) => sendStream(client, request, { signal, decode, limits, maxRetries: undefined })),
  });
  return new GoogleStream<AnyTool>({ adapter, record: () => record, createTool: (call) => set.create(call) });
}

export interface StreamRun {
  readonly stream: GoogleStream<AnyTool>;
  readonly pairs: readonly Pair[];
  readonly error: unknown;
}

/** Reads a stream to its end. */
export async function readAll(stream: GoogleStream<AnyTool>): Promise<StreamRun> {
  const pairs: Pair[] = [];
  let error: unknown = null;
  try {
    for await (const pair of stream) pairs.push(pair);
  } catch (thrown) {
    error = thrown;
  }
  return { stream, pairs, error };
}

export async function askWhole(
  client: GoogleClient,
  { tools = [], decode = "wire" }: StreamSettings = {},
): Promise<GoogleCallResponse<AnyTool>> {
  const set = googleToolSet(tools);
  const { signal } = new AbortController();
  const { answer: response, requestId } = await sendWhole(client, request, {
    signal,
    decode,
    limits,
    maxRetries: undefined,
  });
  const calls = receivedCalls(partsOf(mainCandidate(response.candidates)));
  return new GoogleCallResponse<AnyTool>({
    response,
    record,
    tools: calls.map((call) => set.create(call)),
    ending: { status: "complete" },
    timing: { startedAt: null, firstChunkAt: null, firstContentAt: null, endedAt: null },
    requestId,
  });
}
