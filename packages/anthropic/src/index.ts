export { anthropicCall, type AnthropicCallDecorator } from "./messages/call.js";
export type { AnthropicAnswer, AnthropicCallOptions, AnthropicCallResult } from "./messages/call-options.js";
export type { AnthropicCallParams } from "./messages/call-params.js";
export { AnthropicCallResponse, type ThinkingBlock } from "./messages/call-response.js";
export { AnthropicCallResponseChunk } from "./messages/call-response-chunk.js";
export type { AnthropicDynamicConfig, AnthropicPromptResult } from "./messages/dynamic-config.js";
export {
  AnthropicPrompt,
  call,
  callParams,
  type AnthropicExtractOptions,
  type AnthropicPromptOptions,
} from "./messages/prompt.js";
export { messagesProvider as anthropic } from "./messages/provider.js";
export type { AnthropicBody } from "./messages/request.js";
export { AnthropicStream } from "./messages/stream.js";
export { StructuredStream } from "./messages/structured-stream.js";
export type { AnthropicRawTool, AnthropicTool } from "./messages/tool.js";
export type { AnthropicClient } from "./client.js";
export * from "@zoetrope/core/reexports";
