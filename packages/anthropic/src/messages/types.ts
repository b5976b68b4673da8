import type { ProviderTypes, SchemaIn } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import type { AnthropicClient } from "../client.js";
import type { AnthropicCallParams } from "./call-params.js";
import type { AnthropicCallResponse } from "./call-response.js";
import type { AnthropicCallResponseChunk } from "./call-response-chunk.js";
import type { AnthropicBody } from "./request.js";
import type { AnthropicStream } from "./stream.js";
import type { MessageState } from "./stream-state.js";
import type { StructuredStream } from "./structured-stream.js";
import type { AnthropicRawTool } from "./tool.js";

/** The types of Anthropic's messages, from which those of their calls are made. */
export interface AnthropicTypes extends ProviderTypes {
  readonly message: Anthropic.MessageParam;
  readonly rawTool: AnthropicRawTool;
  readonly callParams: AnthropicCallParams;
  readonly client: AnthropicClient;
  readonly body: AnthropicBody;
  readonly chunk: AnthropicCallResponseChunk;
  readonly state: MessageState;
  readonly response: AnthropicCallResponse<this["Tool"]>;
  readonly stream: AnthropicStream<this["Tool"], this["PartialTool"]>;
  readonly structured: StructuredStream<SchemaIn<this>>;
}
