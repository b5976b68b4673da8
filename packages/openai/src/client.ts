import { CallOptionsError, SharedClients, environment, type ClientOptions } from "@zoetrope/core";
import type OpenAI from "openai";

/** The part of a client that is used here: `OpenAI` and `AzureOpenAI` of openai 6 and 7 have it, and so do proxies that wrap them. */
export interface OpenAIClient {
  readonly chat: {
    readonly completions: {
      create(
        body: OpenAI.ChatCompletionCreateParams,
        options?: { signal?: AbortSignal; maxRetries?: number },
      ): PromiseLike<unknown>;
    };
  };
}

export function isOpenAIClient(client: unknown): client is OpenAIClient {
  return typeof client === "object" && client !== null && "chat" in client;
}

const shared = new SharedClients<OpenAI>();

/** By default with the environment's `OPENAI_API_KEY` and `OPENAI_BASE_URL`, else at OpenAI's own address. */
export function resolveClient({
  client,
  ...options
}: ClientOptions<OpenAIClient>): OpenAIClient | Promise<OpenAIClient> {
  return client ?? sharedClient(options);
}

/** The client of all of OpenAI's wires. */
export function sharedClient({ apiKey, baseURL }: Omit<ClientOptions, "client">): Promise<OpenAI> {
  const url = baseURL ?? environment("OPENAI_BASE_URL");
  // Local servers ask for no key, but the SDK refuses to be made without one.
  const key = apiKey ?? environment("OPENAI_API_KEY") ?? (url === undefined ? undefined : "not-needed");
  return shared.get([key, url], () => createClient(key, url));
}

async function createClient(apiKey: string | undefined, baseURL: string | undefined): Promise<OpenAI> {
  const { OpenAI } = await importSDK();
  return new OpenAI({ ...(apiKey === undefined ? {} : { apiKey }), ...(baseURL === undefined ? {} : { baseURL }) });
}

/** Imported when first needed, so that the package itself can be imported where only its types or a given client are used. */
export async function importSDK(): Promise<typeof import("openai")> {
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
