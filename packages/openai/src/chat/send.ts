import {
  CallOptionsError,
  IterableSource,
  MalformedChunkError,
  SseSource,
  type Body,
  type FrameSource,
  StreamError,
  transportError,
} from "@zoetrope/core";
import type OpenAI from "openai";
import type { OpenAIClient } from "../client.js";
import { checkCompletion, decodeCompletion } from "./decode-completion.js";
import { providerError } from "./provider-error.js";
import { isObject, text, type JSONObject } from "./wire.js";

/** `wire` reads the response body itself, which is faster and tells more; `sdk` iterates what the client decoded. */
export type Decode = "wire" | "sdk";

/** A response body as `fetch` or `node-fetch` gives it. */
interface HTTPResponse {
  readonly status: number;
  readonly redirected?: boolean;
  readonly url?: string;
  readonly headers: { get(name: string): string | null };
  readonly body: Body | null;
  text(): Promise<string>;
}

/** Sends a streamed request. Throws the SDK's own error when it is refused. */
export async function sendStream(
  client: OpenAIClient,
  body: OpenAI.ChatCompletionCreateParams,
  options: { readonly signal: AbortSignal; readonly decode: Decode; readonly eventSize: number },
): Promise<FrameSource> {
  const pending = client.chat.completions.create(body, { signal: options.signal });
  if (options.decode === "wire" && givesResponse(pending)) {
    const response = await pending.asResponse();
    const requestId = response.headers.get("x-request-id");
    return new SseSource(response.body, { requestId, hint: hintOf(response), eventSize: options.eventSize });
  }
  const iterable = await pending;
  if (!isAsyncIterable(iterable)) {
    throw new CallOptionsError(
      "The client's create() returned nothing that can be iterated although a stream was asked for.",
    );
  }
  return new IterableSource(iterable, { explain });
}

export interface WholeAnswer {
  readonly completion: JSONObject;
  readonly requestId: string | null;
}

/** Sends a request and reads the whole answer. Throws the SDK's own error when it is refused. */
export async function sendWhole(
  client: OpenAIClient,
  body: OpenAI.ChatCompletionCreateParams,
  options: { readonly signal: AbortSignal; readonly decode: Decode },
): Promise<WholeAnswer> {
  const pending = client.chat.completions.create(body, { signal: options.signal });
  if (options.decode === "wire" && givesResponse(pending)) {
    const response = await pending.asResponse();
    const requestId = response.headers.get("x-request-id");
    return told(requestId, async () => decodeCompletion(await readText(response), hintOf(response)));
  }
  const parsed = await pending;
  const requestId = isObject(parsed) ? text(parsed._request_id) : null;
  return told(requestId, async () => checkCompletion(parsed));
}

/** Errors of a whole answer carry what those of a stream do, save the part of it that there is none of. */
async function told(requestId: string | null, read: () => Promise<JSONObject>): Promise<WholeAnswer> {
  try {
    return { completion: await read(), requestId };
  } catch (error) {
    throw StreamError.isInstance(error) ? error.attach({ partial: null, provider: "openai", requestId }) : error;
  }
}

async function readText(response: HTTPResponse): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw transportError(cause);
  }
}

function hintOf(response: HTTPResponse): string {
  const status = response.status === 200 ? "" : ` Its status was ${response.status}.`;
  if (!response.redirected || response.url === undefined) return status;
  // Without the query, where logins put their tokens.
  const { origin, pathname } = new URL(response.url);
  return `${status} The request had been redirected to ${origin}${pathname}.`;
}

/** The SDK's promise, which tracing proxies do not always pass on. */
function givesResponse(
  pending: PromiseLike<unknown>,
): pending is PromiseLike<unknown> & { asResponse(): Promise<HTTPResponse> } {
  return "asResponse" in pending && typeof pending.asResponse === "function";
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** What the SDK's own stream throws for an error frame has no status; for a frame that is no JSON it is a bare SyntaxError. */
function explain(cause: unknown): StreamError | null {
  if (cause instanceof SyntaxError) {
    return new MalformedChunkError("The client could not decode an event of the stream: it is no JSON.", { cause });
  }
  const isErrorFrame = isObject(cause) && Boolean(cause.error) && cause.status === undefined;
  return isErrorFrame ? providerError(cause.error, { cause }) : null;
}
