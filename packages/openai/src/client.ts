import { CallOptionsError } from "@zoetrope/core";
import type OpenAI from "openai";

/** The part of a client that is used here: `OpenAI` and `AzureOpenAI` of openai 6 and 7 have it, and so do proxies that wrap them. */
export interface OpenAIClient {
  readonly chat: {
    readonly completions: {
      create(body: OpenAI.ChatCompletionCreateParams, options?: { signal?: AbortSignal }): PromiseLike<unknown>;
    };
  };
}

export interface ClientOptions {
  /** A client of your own; everything it is configured with holds. */
  readonly client?: OpenAIClient | undefined;
  /** Default: the environment's `OPENAI_API_KEY`. */
  readonly apiKey?: string | undefined;
  /** Default: the environment's `OPENAI_BASE_URL`, else OpenAI's. */
  readonly baseURL?: string | undefined;
}

/** One client for each key and base URL: connections are shared, and a key given for one call is never used for another. */
const shared = new Map<string, Promise<OpenAIClient>>();

export function resolveClient({ client, apiKey, baseURL }: ClientOptions): OpenAIClient | Promise<OpenAIClient> {
  if (client) return client;
  const url = baseURL ?? environment("OPENAI_BASE_URL");
  // Local servers ask for no key, but the SDK refuses to be made without one.
  const key = apiKey ?? environment("OPENAI_API_KEY") ?? (url === undefined ? undefined : "not-needed");
  const id = JSON.stringify([key ?? null, url ?? null]);
  let made = shared.get(id);
  if (!made) {
    made = createClient(key, url);
    shared.set(id, made);
    // A client that could not be made (no key yet) is made anew by the next call.
    made.catch(() => shared.delete(id));
  }
  return made;
}

async function createClient(apiKey: string | undefined, baseURL: string | undefined): Promise<OpenAIClient> {
  const { OpenAI } = await importSDK();
  return new OpenAI({ ...(apiKey === undefined ? {} : { apiKey }), ...(baseURL === undefined ? {} : { baseURL }) });
}

/** Imported when first needed, so that the package itself can be imported where only its types or a given client are used. */
async function importSDK(): Promise<typeof import("openai")> {
  try {
    return await import("openai");
  } catch (cause) {
    throw new CallOptionsError(
      "The package openai cannot be imported. Install it (npm install openai), or pass a client.",
      {
        cause,
      },
    );
  }
}

/** Core and this package run where there is no `process`, too. */
function environment(name: string): string | undefined {
  return typeof process === "undefined" ? undefined : process.env[name]?.trim() || undefined;
}
