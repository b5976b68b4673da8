export { openaiCall, type OpenAICallDecorator } from "./chat/call.js";
export type { OpenAIAnswer, OpenAICallOptions, OpenAICallResult } from "./chat/call-options.js";
export type { OpenAICallParams } from "./chat/call-params.js";
export { OpenAICallResponse } from "./chat/call-response.js";
export { OpenAICallResponseChunk, OpenAIChatCompletionChunk } from "./chat/call-response-chunk.js";
export type { OpenAIDynamicConfig, OpenAIPromptResult } from "./chat/dynamic-config.js";
export { OpenAIPrompt, call, callParams, type OpenAIExtractOptions, type OpenAIPromptOptions } from "./chat/prompt.js";
export { chatProvider as openai } from "./chat/provider.js";
export { OpenAIStream } from "./chat/stream.js";
export { StructuredStream } from "./chat/structured-stream.js";
export type { OpenAITypes } from "./chat/types.js";
export type { OpenAIRawTool, OpenAITool } from "./chat/tool.js";
export type { OpenAIClient } from "./client.js";
export type { VendorCapabilities } from "./compatible/capabilities.js";
export { openaiCompatible, type CompatibleVendor } from "./compatible/openai-compatible.js";
export type { AzureOptions, VendorOptions } from "./compatible/vendor.js";
export { vendors } from "./compatible/vendors.js";
export { openaiResponsesCall, type OpenAIResponsesCallDecorator } from "./responses/call.js";
export type {
  OpenAIResponsesAnswer,
  OpenAIResponsesCallOptions,
  OpenAIResponsesCallResult,
} from "./responses/call-options.js";
export type { OpenAIResponsesCallParams } from "./responses/call-params.js";
export { OpenAIResponsesCallResponse } from "./responses/call-response.js";
export { OpenAIResponsesCallResponseChunk } from "./responses/call-response-chunk.js";
export type { OpenAIResponsesClient } from "./responses/client.js";
export type { OpenAIResponsesDynamicConfig, OpenAIResponsesPromptResult } from "./responses/dynamic-config.js";
export type { OpenAIResponsesMessageParam } from "./responses/is-own-message.js";
export {
  OpenAIResponsesPrompt,
  responsesCall,
  responsesCallParams,
  type OpenAIResponsesExtractOptions,
  type OpenAIResponsesPromptOptions,
} from "./responses/prompt.js";
export { responsesProvider as openaiResponses } from "./responses/provider.js";
export { resumeResponse, type ResumeOptions } from "./responses/resume-response.js";
export { OpenAIResponsesStream } from "./responses/stream.js";
export { OpenAIResponsesStructuredStream } from "./responses/structured-stream.js";
export type { OpenAIResponsesRawTool, OpenAIResponsesTool } from "./responses/tool.js";
export type { OpenAIResponsesTypes } from "./responses/types.js";
export * from "@zoetrope/core/reexports";
