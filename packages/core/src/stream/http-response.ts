import { StreamError } from "../errors.js";
import type { Body } from "./byte-reader.js";
import { transportError } from "./ending-errors.js";

/** A response as `fetch` or `node-fetch` gives it. */
export interface HTTPResponse {
  readonly status: number;
  readonly redirected?: boolean;
  readonly url?: string;
  readonly headers: { get(name: string): string | null };
  readonly body: Body | null;
  text(): Promise<string>;
}

/** What a response's head says that an error should tell, as a sentence after a blank; "" when nothing. */
export function responseHint(response: HTTPResponse): string {
  const status = response.status === 200 ? "" : ` Its status was ${response.status}.`;
  if (!response.redirected || response.url === undefined) return status;
  // Without the query, where logins put their tokens.
  const { origin, pathname } = new URL(response.url);
  return `${status} The request had been redirected to ${origin}${pathname}.`;
}

/** All of a body. Throws `StreamTransportError` when the connection breaks before its end. */
export async function readBody(response: HTTPResponse): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw transportError(cause);
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
