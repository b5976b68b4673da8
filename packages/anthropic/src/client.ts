import { CallOptionsError, SharedClients, environment, type ClientOptions } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";

/** The part of a client that is used here: `Anthropic` has it, and so do its clients for other clouds and proxies that wrap them. */
export interface AnthropicClient {
  readonly messages: {
    create(
      body: Anthropic.MessageCreateParams,
      options?: { signal?: AbortSignal; maxRetries?: number; headers?: Record<string, string> },
    ): PromiseLike<unknown>;
  };
}

export function isAnthropicClient(client: unknown): client is AnthropicClient {
  return typeof client === "object" && client !== null && "messages" in client;
}

const shared = new SharedClients<AnthropicClient>();

/**
 * By default with the environment's `ANTHROPIC_API_KEY`, else with what the SDK finds (`ANTHROPIC_AUTH_TOKEN`, a profile), and at
 * `ANTHROPIC_BASE_URL`, else at Anthropic's own address.
 */
export function resolveClient({
  client,
  apiKey,
  baseURL,
}: ClientOptions<AnthropicClient>): AnthropicClient | Promise<AnthropicClient> {
  if (client) return client;
  const url = baseURL ?? environment("ANTHROPIC_BASE_URL");
  const key = apiKey ?? environment("ANTHROPIC_API_KEY");
  // The token is in the key of the map only: the SDK reads it by itself, once, when the client is made.
  return shared.get([key, url, environment("ANTHROPIC_AUTH_TOKEN")], () => createClient(key, url));
}

async function createClient(apiKey: string | undefined, baseURL: string | undefined): Promise<AnthropicClient> {
  const { Anthropic } = await importSDK();
  return new Anthropic({ ...(apiKey === undefined ? {} : { apiKey }), ...(baseURL === undefined ? {} : { baseURL }) });
}

/** Imported when first needed, so that the package itself can be imported where only its types or a given client are used. */
async function importSDK(): Promise<typeof import("@anthropic-ai/sdk")> {
  try {
    return await import("@anthropic-ai/sdk");
  } catch (cause) {
    throw new CallOptionsError(
      "The package @anthropic-ai/sdk cannot be imported. Install it (npm install @anthropic-ai/sdk), or pass a client.",
      { cause },
    );
  }
}
