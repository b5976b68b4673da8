import { StreamError } from "../errors.js";
import { byteReader, type Body, type ByteReader } from "./byte-reader.js";
import { totalBytesError, transportError } from "./ending-errors.js";
import { checkDepth } from "./json-depth.js";
import type { StreamLimits } from "./stream-limits.js";

/** A response as `fetch` or `node-fetch` gives it. */
export interface HTTPResponse {
  readonly status: number;
  readonly redirected?: boolean;
  readonly url?: string;
  readonly headers: { get(name: string): string | null };
  readonly body: Body | null;
}

/** The promise of an SDK that hands out the response itself, which tracing proxies do not always pass on. */
export function givesResponse(
  pending: PromiseLike<unknown>,
): pending is PromiseLike<unknown> & { asResponse(): Promise<HTTPResponse> } {
  return "asResponse" in pending && typeof pending.asResponse === "function";
}

/** What an SDK that decodes by itself gives for a stream. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** What a response's head says that an error should tell, as a sentence after a blank; "" when nothing. */
export function responseHint(response: HTTPResponse): string {
  const status = response.status === 200 ? "" : ` Its status was ${response.status}.`;
  if (!response.redirected || response.url === undefined) return status;
  // Without the query, where logins put their tokens.
  const { origin, pathname } = new URL(response.url);
  return `${status} The request had been redirected to ${origin}${pathname}.`;
}

/**
 * All of a body. Throws `StreamTransportError` when the connection breaks before its end, and `StreamLimitError` when it is longer or
 * deeper than `limits` let it be: its connection is closed then.
 */
export async function readBody(
  response: HTTPResponse,
  limits: Pick<StreamLimits, "totalBytes" | "depth">,
): Promise<string> {
  const text = response.body === null ? "" : await readText(byteReader(response.body), limits.totalBytes);
  checkDepth(text, limits.depth, "The answer");
  return text;
}

async function readText(reader: ByteReader, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => Promise.reject(transportError(cause)));
    if (done) return pieces.join("") + decoder.decode();
    if (value === undefined) continue;
    bytes += value.byteLength;
    if (bytes > limit) {
      reader.cancel();
      throw totalBytesError("The answer", limit);
    }
    pieces.push(decoder.decode(value, { stream: true }));
  }
}

/** Reads a whole answer. Its errors carry what those of a stream do, save the part of it that there is none of. */
export async function readWhole<T>(
  { provider, requestId }: { readonly provider: string; readonly requestId: string | null },
  read: () => T | Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw StreamError.isInstance(error) ? error.attach({ partial: null, provider, requestId }) : error;
  }
}
