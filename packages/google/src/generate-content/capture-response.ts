import type { GenerateContentParameters } from "@google/genai";
import { isObject } from "@zoetrope/core";
import type { GoogleClient } from "./client.js";

type Fetch = typeof globalThis.fetch;

/** Either the response itself, or what the client made of it where the response could not be had. */
export type Sent = { readonly response: Response } | { readonly result: unknown };

/**
 * Sends a request through the client and gets hold of the response before the client decodes it, after all of its authentication,
 * URLs, headers and retries. The SDK has no method for that, but takes a `fetch` with each request: ours hands the response over, and
 * the SDK an empty one in its place. A refused request is left to the SDK, which throws its own error.
 *
 * The SDK's `config` has to say what it is to do with the response by itself: nothing.
 */
export function captureResponse(
  send: (params: GenerateContentParameters) => PromiseLike<unknown>,
  params: GenerateContentParameters,
  fetch: Fetch,
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const capture: Fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (!response.ok || isOver) return response;
      resolve({ response });
      return new Response("{}", { headers: { "content-type": "application/json" } });
    };
    const { config } = params;
    const given = {
      ...params,
      // Else the SDK would send the request again by itself where an answer is to be continued, and decode every part of it.
      config: { ...config, automaticContinuation: false, httpOptions: { ...config?.httpOptions, fetch: capture } },
    };
    // An async function, because clients that are written by hand throw at once, or return no promise.
    const sending = async (): Promise<unknown> => send(given);
    sending().then((result) => {
      isOver = true;
      resolve({ result });
    }, reject);
  });
}

/**
 * What the client would fetch with; null where that cannot be known, as with a client that is none of the SDK's: a fetch of our own
 * would then silently take the place of the one that it was configured with.
 */
export function fetchOf(client: GoogleClient): Fetch | null {
  const api = "apiClient" in client ? client.apiClient : undefined;
  if (!isObject(api) || typeof api.getFetch !== "function") return null;
  const own: unknown = Reflect.apply(api.getFetch, api, []);
  // By name at the time of the request: test tools put another one there.
  return typeof own === "function" ? (own as Fetch) : (...args) => globalThis.fetch(...args);
}
