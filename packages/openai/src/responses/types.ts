import type { ProviderTypes, SchemaIn } from "@zoetrope/core";
import type OpenAI from "openai";
import type { OpenAIResponsesCallParams } from "./call-params.js";
import type { OpenAIResponsesCallResponse } from "./call-response.js";
import type { OpenAIResponsesCallResponseChunk } from "./call-response-chunk.js";
import type { OpenAIResponsesClient } from "./client.js";
import type { OpenAIResponsesMessageParam } from "./is-own-message.js";
import type { ResponsesState } from "./stream-state.js";
import type { OpenAIResponsesStream } from "./stream.js";
import type { OpenAIResponsesStructuredStream } from "./structured-stream.js";
import type { OpenAIResponsesRawTool } from "./tool.js";

/** The types of the Responses API, from which those of its calls are made. */
export interface OpenAIResponsesTypes extends ProviderTypes {
  readonly message: OpenAIResponsesMessageParam;
  readonly rawTool: OpenAIResponsesRawTool;
  readonly callParams: OpenAIResponsesCallParams;
  readonly client: OpenAIResponsesClient;
  readonly body: OpenAI.Responses.ResponseCreateParams;
  readonly chunk: OpenAIResponsesCallResponseChunk;
  readonly state: ResponsesState;
  readonly response: OpenAIResponsesCallResponse<this["Tool"]>;
  readonly stream: OpenAIResponsesStream<this["Tool"], this["PartialTool"]>;
  readonly structured: OpenAIResponsesStructuredStream<SchemaIn<this>>;
}
