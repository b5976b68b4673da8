import type { ProviderTypes, SchemaIn } from "@zoetrope/core";
import type OpenAI from "openai";
import type { OpenAIClient } from "../client.js";
import type { OpenAICallParams } from "./call-params.js";
import type { OpenAICallResponse } from "./call-response.js";
import type { OpenAICallResponseChunk } from "./call-response-chunk.js";
import type { ChatState } from "./stream-state.js";
import type { OpenAIStream } from "./stream.js";
import type { StructuredStream } from "./structured-stream.js";
import type { OpenAIRawTool } from "./tool.js";

/** The types of chat completions, from which those of their calls are made. */
export interface OpenAITypes extends ProviderTypes {
  readonly message: OpenAI.ChatCompletionMessageParam;
  readonly rawTool: OpenAIRawTool;
  readonly callParams: OpenAICallParams;
  readonly client: OpenAIClient;
  readonly body: OpenAI.ChatCompletionCreateParams;
  readonly chunk: OpenAICallResponseChunk;
  readonly state: ChatState;
  readonly response: OpenAICallResponse<this["Tool"]>;
  readonly stream: OpenAIStream<this["Tool"], this["PartialTool"]>;
  readonly structured: StructuredStream<SchemaIn<this>>;
}
