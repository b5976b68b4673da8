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
  type JSONObject,
  type SendOptions,
  type StreamError,
  type WholeAnswer,
} from "@zoetrope/core";
import { providerError } from "./chat/provider-error.js";

/** Options of a request, as the SDK takes them. */
export function requestOptions({ signal, maxRetries }: Pick<SendOptions, "signal" | "maxRetries">): {
  signal: AbortSignal;
  maxRetries?: number;
} {
  return maxRetries === undefined ? { signal } : { signal, maxRetries };
}

/** The body of a streamed answer. `pending` is what the SDK's `method` returned. */
export async function openStream(
  pending: PromiseLike<unknown>,
  { decode, limits }: Pick<SendOptions, "decode" | "limits">,
  method = "create",
): Promise<FrameSource> {
  if (decode === "wire" && givesResponse(pending)) {
    const response = await pending.asResponse();
    const requestId = response.headers.get("x-request-id");
    return new SseSource(response.body, { requestId, hint: responseHint(response), limits });
  }
  const iterable = await pending;
  if (!isAsyncIterable(iterable)) {
    throw new CallOptionsError(
      `The client's ${method}() returned nothing that can be iterated although a stream was asked for.`,
    );
  }
  return new IterableSource(iterable, { explain });
}

export interface WholeReading {
  readonly provider: string;
  /** Both throw what the answer reports instead of being one. */
  decode(body: string, hint: string): JSONObject;
  check(parsed: unknown): JSONObject;
}

/** A whole answer. `pending` is what the SDK's method returned. */
export async function readAnswer(
  pending: PromiseLike<unknown>,
  { decode, limits }: Pick<SendOptions, "decode" | "limits">,
  reading: WholeReading,
): Promise<WholeAnswer> {
  const { provider } = reading;
  if (decode === "wire" && givesResponse(pending)) {
    const response = await pending.asResponse();
    const requestId = response.headers.get("x-request-id");
    const answer = await readWhole({ provider, requestId }, async () =>
      reading.decode(await readBody(response, limits), responseHint(response)),
    );
    return { answer, requestId };
  }
  const parsed = await pending;
  const requestId = isObject(parsed) ? text(parsed._request_id) : null;
  return { answer: await readWhole({ provider, requestId }, () => reading.check(parsed)), requestId };
}

/** What the SDK's own stream throws for an error frame has no status; for a frame that is no JSON it is a bare SyntaxError. */
function explain(cause: unknown): StreamError | null {
  if (cause instanceof SyntaxError) {
    return new MalformedChunkError("The client could not decode an event of the stream: it is no JSON.", { cause });
  }
  const isErrorFrame = isObject(cause) && Boolean(cause.error) && cause.status === undefined;
  return isErrorFrame ? providerError(cause.error, { cause }) : null;
}
