import {
  CallOptionsError,
  IterableSource,
  MalformedChunkError,
  SseSource,
  givesResponse,
  isAsyncIterable,
  isObject,
  readBody,
  readWhole,
  responseHint,
  text,
  type FrameSource,
  type SendOptions,
  type StreamError,
  type WholeAnswer,
} from "@zoetrope/core";
import type { AnthropicClient } from "../client.js";
import { checkMessage, decodeMessage } from "./decode-message.js";
import { providerError } from "./provider-error.js";
import type { AnthropicBody } from "./request.js";

/** Sends a streamed request. Throws the SDK's own error when it is refused. */
export async function sendStream(
  client: AnthropicClient,
  body: AnthropicBody,
  options: SendOptions,
): Promise<FrameSource> {
  const pending = create(client, body, options);
  if (options.decode === "wire" && givesResponse(pending)) {
    const response = await pending.asResponse();
    const requestId = response.headers.get("request-id");
    return new SseSource(response.body, {
      requestId,
      hint: responseHint(response),
      limits: options.limits,
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
  client: AnthropicClient,
  body: AnthropicBody,
  options: SendOptions,
): Promise<WholeAnswer> {
  const pending = create(client, body, options);
  if (options.decode === "wire" && givesResponse(pending)) {
    const response = await pending.asResponse();
    const requestId = response.headers.get("request-id");
    const answer = await readWhole({ provider: "anthropic", requestId }, async () =>
      decodeMessage(await readBody(response, options.limits), responseHint(response)),
    );
    return { answer, requestId };
  }
  const parsed = await pending;
  const requestId = isObject(parsed) ? text(parsed._request_id) : null;
  return { answer: await readWhole({ provider: "anthropic", requestId }, () => checkMessage(parsed)), requestId };
}

/** Betas are a header, as in the SDK's own beta client. */
function create(
  client: AnthropicClient,
  { betas = [], ...body }: AnthropicBody,
  { signal, maxRetries }: SendOptions,
): PromiseLike<unknown> {
  return client.messages.create(body, {
    signal,
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(betas.length === 0 ? {} : { headers: { "anthropic-beta": betas.join(",") } }),
  });
}

/** What the SDK's own stream throws for an error frame has no status, and the frame as its `error`; for a frame that is no JSON it is a bare SyntaxError. */
function explain(cause: unknown): StreamError | null {
  if (cause instanceof SyntaxError) {
    return new MalformedChunkError("The client could not decode an event of the stream: it is no JSON.", { cause });
  }
  if (!isObject(cause) || !cause.error || cause.status !== undefined) return null;
  return providerError(isObject(cause.error) ? (cause.error.error ?? cause.error) : cause.error, { cause });
}
