import type { GenerateContentParameters } from "@google/genai";
import {
  CallOptionsError,
  IterableSource,
  MalformedChunkError,
  SseSource,
  isObject,
  readBody,
  readWhole,
  responseHint,
  type FrameSource,
  type JSONObject,
  type SendOptions,
  type StreamError,
  type WholeAnswer,
} from "@zoetrope/core";
import { captureResponse, fetchOf, type Sent } from "./capture-response.js";
import type { GoogleClient } from "./client.js";
import { checkResponse, decodeResponse } from "./decode-response.js";
import { providerError } from "./provider-error.js";

/**
 * Sends a streamed request. Throws the SDK's own error when it is refused.
 *
 * What the SDK's stream (`sdk`) cannot tell: a body that ends inside an event from a connection that broke; a status 200 with JSON,
 * HTML or nothing from an answer that stopped before its first word. Such streams end as failed or truncated all the same.
 */
export async function sendStream(
  client: GoogleClient,
  request: GenerateContentParameters,
  options: SendOptions,
): Promise<FrameSource> {
  const sent = await send(client, "generateContentStream", request, options);
  if ("response" in sent) {
    const { response } = sent;
    const requestId = response.headers.get("x-request-id");
    return new SseSource(response.body, {
      requestId,
      hint: responseHint(response),
      limits: options.limits,
    });
  }
  if (!isAsyncIterable(sent.result)) {
    throw new CallOptionsError("The client's generateContentStream() returned nothing that can be iterated.");
  }
  return new IterableSource(sent.result, { explain });
}

/** Sends a request and reads the whole answer. Throws the SDK's own error when it is refused. */
export async function sendWhole(
  client: GoogleClient,
  request: GenerateContentParameters,
  options: SendOptions,
): Promise<WholeAnswer> {
  const sent = await send(client, "generateContent", request, options);
  if ("response" in sent) {
    const { response } = sent;
    const requestId = response.headers.get("x-request-id");
    const read = async (): Promise<JSONObject> =>
      decodeResponse(await readBody(response, options.limits), responseHint(response));
    return { answer: await readWhole({ provider: "google", requestId }, read), requestId };
  }
  const about = { provider: "google", requestId: null };
  return { answer: await readWhole(about, () => checkResponse(plain(sent.result))), requestId: null };
}

async function send(
  client: GoogleClient,
  method: "generateContent" | "generateContentStream",
  request: GenerateContentParameters,
  { signal, decode, maxRetries }: SendOptions,
): Promise<Sent> {
  const { config } = request;
  // The SDK counts attempts, the first one too.
  const retries = maxRetries === undefined ? {} : { retryOptions: { attempts: maxRetries + 1 } };
  const params = {
    ...request,
    config: { ...config, abortSignal: signal, httpOptions: { ...config?.httpOptions, ...retries } },
  };
  const call = (given: GenerateContentParameters): PromiseLike<unknown> => client.models[method](given);
  const fetch = decode === "wire" ? fetchOf(client) : null;
  return fetch ? captureResponse(call, params, fetch) : { result: await call(params) };
}

/** What the SDK adds to an answer is no part of it. */
function plain(result: unknown): unknown {
  if (!isObject(result)) return result;
  const { sdkHttpResponse: _http, ...answer } = result;
  return answer;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** The SDK's error for an error frame has the frame as its message, behind a few words; one for a frame that is no JSON is a bare SyntaxError. */
function explain(cause: unknown): StreamError | null {
  if (cause instanceof SyntaxError) {
    return new MalformedChunkError("The client could not decode an event of the stream: it is no JSON.", { cause });
  }
  if (!(cause instanceof Error) || cause.name !== "ApiError") return null;
  const frame = parsed(cause.message.slice(cause.message.indexOf("{")));
  return providerError(isObject(frame) ? (frame.error ?? frame) : cause.message, { cause });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Then the message as a whole is what is known.
    return null;
  }
}
