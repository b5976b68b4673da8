import type { ClientOptions } from "@zoetrope/core";
import type OpenAI from "openai";
import { sharedClient } from "../client.js";

interface RequestOptions {
  signal?: AbortSignal;
  maxRetries?: number;
}

/** The part of a client that is used here: `OpenAI` and `AzureOpenAI` of openai 6 and 7 have it, and so do proxies that wrap them. */
export interface OpenAIResponsesClient {
  readonly responses: {
    create(body: OpenAI.Responses.ResponseCreateParams, options?: RequestOptions): PromiseLike<unknown>;
    /** For `resumeResponse` only. */
    retrieve?(
      id: string,
      query: OpenAI.Responses.ResponseRetrieveParamsStreaming,
      options?: RequestOptions,
    ): PromiseLike<unknown>;
  };
}

export function isOpenAIResponsesClient(client: unknown): client is OpenAIResponsesClient {
  return typeof client === "object" && client !== null && "responses" in client;
}

/** By default with the environment's `OPENAI_API_KEY` and `OPENAI_BASE_URL`, else at OpenAI's own address. */
export function resolveResponsesClient({
  client,
  ...options
}: ClientOptions<OpenAIResponsesClient>): OpenAIResponsesClient | Promise<OpenAIResponsesClient> {
  return client ?? sharedClient(options);
}
