export { openaiCall, type OpenAICallDecorator } from "./chat/call.js";
export type { OpenAICallOptions, OpenAICallResult } from "./chat/call-options.js";
export type { OpenAICallParams } from "./chat/call-params.js";
export { OpenAICallResponse } from "./chat/call-response.js";
export { OpenAICallResponseChunk, OpenAIChatCompletionChunk } from "./chat/call-response-chunk.js";
export type { OpenAIDynamicConfig } from "./chat/dynamic-config.js";
export type { OpenAIPromptResult } from "./chat/prepare-call.js";
export type { Decode } from "./chat/send.js";
export { OpenAIPrompt, call, callParams, type OpenAIPromptOptions } from "./chat/prompt.js";
export { OpenAIStream } from "./chat/stream.js";
export type { OpenAIRawTool, OpenAITool } from "./chat/tool.js";
export type { AnswerableTool, ToolOutput } from "./chat/tool-message.js";
export type { ClientOptions, OpenAIClient } from "./client.js";
// What a user of this package needs of core: under a strict package manager core itself is not in reach.
export {
  BasePrompt,
  BaseTool,
  CallOptionsError,
  ContentFilterError,
  InvalidTool,
  MalformedChunkError,
  Messages,
  MissingFieldError,
  MissingModelError,
  OutputTruncatedError,
  PromptClassError,
  PromptFieldError,
  ProviderStreamError,
  RawTool,
  RefusalError,
  ResponseValidationError,
  StreamAbortedError,
  StreamConsumedError,
  StreamError,
  StreamLimitError,
  StreamNotConsumedError,
  StreamTimeoutError,
  StreamTransportError,
  StreamTruncatedError,
  TemplateSyntaxError,
  ToolArgumentsError,
  UndecoratedPromptError,
  UnknownToolError,
  ZoetropeError,
  audioPart,
  documentPart,
  fromFile,
  imagePart,
  metadata,
  prompt,
  promptHash,
  promptTemplate,
  type CallInspection,
  type CommonResponse,
  type ContentPart,
  type Message,
  type OnInvalidTool,
  type OpenToolCall,
  type PartialResponse,
  type PromptDump,
  type StreamEnding,
  type StreamLimits,
  type StreamStatus,
  type StreamTiming,
  type ToolCall,
  type Template,
  type ToolWith,
  type Usage,
  type With,
} from "@zoetrope/core";
