import type { GenerateContentParameters } from "@google/genai";
import { CallOptionsError, SharedClients, environment, isObject, type ClientOptions } from "@zoetrope/core";

/** The part of a client that is used here: a `GoogleGenAI` has it, made for the Gemini API or for Vertex, and so do proxies that wrap one. */
export interface GoogleClient {
  readonly models: {
    generateContent(params: GenerateContentParameters): PromiseLike<unknown>;
    generateContentStream(params: GenerateContentParameters): PromiseLike<unknown>;
  };
}

const shared = new SharedClients<GoogleClient>();

/** Where one of these says so, the SDK makes a client for Vertex out of what else the environment has. */
const vertexVariables = ["GOOGLE_GENAI_USE_ENTERPRISE", "GOOGLE_GENAI_USE_VERTEXAI"];

export function isGoogleClient(client: unknown): client is GoogleClient {
  return isObject(client) && isObject(client.models) && typeof client.models.generateContentStream === "function";
}

/**
 * The client of a call. Its key is by default the environment's `GOOGLE_API_KEY`, else its `GEMINI_API_KEY`; its address
 * `GOOGLE_GEMINI_BASE_URL`, else Google's (without the API's version, which the SDK adds).
 */
export function resolveClient({
  client,
  apiKey,
  baseURL,
}: ClientOptions<GoogleClient>): GoogleClient | Promise<GoogleClient> {
  if (client) return client;
  const isVertex = vertexVariables.some((name) => environment(name)?.toLowerCase() === "true");
  const url = baseURL ?? (isVertex ? undefined : environment("GOOGLE_GEMINI_BASE_URL"));
  const fromEnvironment = isVertex ? undefined : (environment("GOOGLE_API_KEY") ?? environment("GEMINI_API_KEY"));
  // Local servers ask for no key, but the SDK warns on the console when it has none.
  const key = apiKey ?? fromEnvironment ?? (url === undefined ? undefined : "not-needed");
  if (key === undefined && !isVertex) {
    throw new CallOptionsError(
      "There is no API key. Set GEMINI_API_KEY in the environment, or pass apiKey or a client (new GoogleGenAI({ … }), for Vertex too).",
    );
  }
  return shared.get([key, url, isVertex], () => createClient(key, url));
}

async function createClient(apiKey: string | undefined, baseURL: string | undefined): Promise<GoogleClient> {
  const { GoogleGenAI } = await importSDK();
  return new GoogleGenAI({
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseURL === undefined ? {} : { httpOptions: { baseUrl: baseURL } }),
  });
}

/** Imported when first needed, so that the package itself can be imported where only its types or a given client are used. */
async function importSDK(): Promise<typeof import("@google/genai")> {
  try {
    return await import("@google/genai");
  } catch (cause) {
    throw new CallOptionsError(
      "The package @google/genai cannot be imported. Install it (npm install @google/genai), or pass a client.",
      { cause },
    );
  }
}
