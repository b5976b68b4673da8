import {
  CallOptionsError,
  IterableSource,
  MalformedChunkError,
  SseSource,
  isObject,
  readBody,
  readWhole,
  responseHint,
  text,
  type FrameSource,
  type HTTPResponse,
  type SendOptions,
  type StreamError,
  type WholeAnswer,
} from "@zoetrope/core";
import type OpenAI from "openai";
import type { OpenAIClient } from "../client.js";
import { checkCompletion, decodeCompletion } from "./decode-completion.js";
import { providerError } from "./provider-error.js";

/** Sends a streamed request. Throws the SDK's own error when it is refused. */
export async function sendStream(
  client: OpenAIClient,
  body: OpenAI.ChatCompletionCreateParams,
  options: SendOptions,
): Promise<FrameSource> {
  const pending = client.chat.completions.create(body, requestOptions(options));
  if (options.decode === "wire" && givesResponse(pending)) {
    const response = await pending.asResponse();
    const requestId = response.headers.get("x-request-id");
    return new SseSource(response.body, {
      requestId,
      hint: responseHint(response),
      eventSize: options.limits.eventSize,
    });
  }
  const iterable = await pending;
  if (!isAsyncIterable(iterable)) {
    throw new CallOptionsError(
      "The client's create() returned nothing that can be iterated although a stream was asked for.",
    );
  }
  return new IterableSource(iterable, { explain });
}

/** Sends a request and reads the whole answer. Throws the SDK's own error when it is refused. */
export async function sendWhole(
  client: OpenAIClient,
  body: OpenAI.ChatCompletionCreateParams,
  options: SendOptions,
  provider = "openai",
): Promise<WholeAnswer> {
  const pending = client.chat.completions.create(body, requestOptions(options));
  if (options.decode === "wire" && givesResponse(pending)) {
    const response = await pending.asResponse();
    const requestId = response.headers.get("x-request-id");
    const answer = await readWhole({ provider, requestId }, async () =>
      decodeCompletion(await readBody(response), responseHint(response)),
    );
    return { answer, requestId };
  }
  const parsed = await pending;
  const requestId = isObject(parsed) ? text(parsed._request_id) : null;
  return { answer: await readWhole({ provider, requestId }, () => checkCompletion(parsed)), requestId };
}

function requestOptions({ signal, maxRetries }: SendOptions): { signal: AbortSignal; maxRetries?: number } {
  return maxRetries === undefined ? { signal } : { signal, maxRetries };
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
