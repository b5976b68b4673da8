export { googleCall, type GoogleCallDecorator } from "./generate-content/call.js";
export type { GoogleAnswer, GoogleCallOptions, GoogleCallResult } from "./generate-content/call-options.js";
export type { GoogleCallParams } from "./generate-content/call-params.js";
export { GoogleCallResponse } from "./generate-content/call-response.js";
export { GoogleCallResponseChunk } from "./generate-content/call-response-chunk.js";
export type { GoogleClient } from "./generate-content/client.js";
export type { GoogleDynamicConfig, GooglePromptResult } from "./generate-content/dynamic-config.js";
export type { GoogleResponse } from "./generate-content/google-response.js";
export type { InlineData } from "./generate-content/inline-data.js";
export type { GoogleMessageParam } from "./generate-content/message-param.js";
export {
  GooglePrompt,
  call,
  callParams,
  type GoogleExtractOptions,
  type GooglePromptOptions,
} from "./generate-content/prompt.js";
export { googleProvider as google } from "./generate-content/provider.js";
export { GoogleStream } from "./generate-content/stream.js";
export { StructuredStream } from "./generate-content/structured-stream.js";
export type { GoogleRawTool, GoogleTool } from "./generate-content/tool.js";
export * from "@zoetrope/core/reexports";
