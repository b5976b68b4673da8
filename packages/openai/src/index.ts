export { openaiCall, type OpenAICallDecorator } from "./chat/call.js";
export type { OpenAIAnswer, OpenAICallOptions, OpenAICallResult } from "./chat/call-options.js";
export type { OpenAICallParams } from "./chat/call-params.js";
export { OpenAICallResponse } from "./chat/call-response.js";
export { OpenAICallResponseChunk, OpenAIChatCompletionChunk } from "./chat/call-response-chunk.js";
export type { OpenAIDynamicConfig } from "./chat/dynamic-config.js";
export type { OpenAIPromptResult } from "./chat/prepare-call.js";
export type { Decode } from "./chat/send.js";
export { OpenAIPrompt, call, callParams, type OpenAIExtractOptions, type OpenAIPromptOptions } from "./chat/prompt.js";
export { OpenAIStream } from "./chat/stream.js";
export type { CallDetails } from "./chat/structured-call.js";
export type { RetryOptions } from "./chat/structured-options.js";
export type { ResponseMode } from "./chat/structured-request.js";
export { StructuredStream } from "./chat/structured-stream.js";
export type { OpenAIRawTool, OpenAITool } from "./chat/tool.js";
export type { AnswerableTool, ToolOutput } from "./chat/tool-message.js";
export type { ClientOptions, OpenAIClient } from "./client.js";
// What a user of this package needs of core: under a strict package manager core itself is not in reach.
export {
  BasePrompt,
  BaseTool,
  BaseToolkit,
  CallOptionsError,
  ContentFilterError,
  InvalidTool,
  MalformedChunkError,
  Messages,
  MissingFieldError,
  MissingModelError,
  OutputTruncatedError,
  PartialTool,
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
  ToolCallError,
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
  runTools,
  tool,
  toolkitTool,
  type CallInspection,
  type CommonResponse,
  type ContentPart,
  type DeepPartial,
  type Message,
  type OnInvalidTool,
  type OpenToolCall,
  type PartialResponse,
  type PartialToolOf,
  type PromptDump,
  type ResponseAttempt,
  type ResponseIssue,
  type ResponseSchema,
  type StreamEnding,
  type StreamLimits,
  type StreamStatus,
  type StreamTiming,
  type RunToolsOptions,
  type FunctionTool,
  type ToolCall,
  type ToolChoice,
  type ToolContext,
  type ToolOutcome,
  type ToolRun,
  type ToolRunResult,
  type ToolTurn,
  type Template,
  type TemplateArgs,
  type TokenCounts,
  type ToolWith,
  type Usage,
  type With,
} from "@zoetrope/core";
