/**
 * What every provider's package hands on of core, so that its users need no other: under a strict package manager core itself is not in
 * their reach. A provider's index says `export * from "@zoetrope/core/reexports"`.
 */
export type { CallInspection } from "./call/call-decorator.js";
export type { ToolOutcome } from "./call/call-tools.js";
export { prompt } from "./call/prompt.js";
export { runTools, type RunToolsOptions } from "./call/run-tools.js";
export { ToolRun, type ToolRunResult, type ToolTurn } from "./call/tool-run.js";
export { withMiddleware, type MiddlewareOf } from "./call/with-middleware.js";
export { Budget, type BudgetLimits, type BudgetOption } from "./cost/budget.js";
export { costReport, type CostReport, type CostRow } from "./cost/cost-report.js";
export type { CostMetadata, PriceSource } from "./cost/price-source.js";
export { sumCosts } from "./cost/sum-costs.js";
export {
  BudgetExceededError,
  CallOptionsError,
  ContentFilterError,
  MalformedChunkError,
  MissingFieldError,
  MissingModelError,
  OutputTruncatedError,
  PromptClassError,
  PromptFieldError,
  ProviderStreamError,
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
  type PartialResponse,
  type ResponseAttempt,
  type ResponseIssue,
  type Spent,
  type TokenCounts,
} from "./errors.js";
export type { LlmCallParams } from "./llm/call-params.js";
export { CallResponse, type NeutralFinishReason } from "./llm/call-response.js";
export { CallResponseChunk } from "./llm/call-response-chunk.js";
export {
  createLlmCall,
  llmCall,
  type LlmCallDecorator,
  type LlmCallOptions,
  type LlmCallResult,
} from "./llm/llm-call.js";
export { override } from "./llm/override.js";
export { registerProviders } from "./llm/provider-registry.js";
export type { LlmSettings } from "./llm/settings.js";
export { Stream } from "./llm/stream.js";
export { LlmStructuredStream } from "./llm/structured-stream.js";
export { withContext, type BindContext } from "./llm/with-context.js";
export { fromFile } from "./messages/from-file.js";
export { audioPart, documentPart, imagePart } from "./messages/media.js";
export type { ContentPart, Message } from "./messages/message.js";
export { Messages } from "./messages/messages.js";
export { BasePrompt } from "./prompt/base-prompt.js";
export { budget } from "./prompt/budget.js";
export { metadata } from "./prompt/metadata.js";
export type { PromptDump } from "./prompt/prompt-dump.js";
export { promptHash } from "./prompt/prompt-hash.js";
export { promptTemplate } from "./prompt/prompt-template.js";
export type { Template } from "./prompt/template.js";
export type { With } from "./prompt/with-types.js";
export type { CallDecoratorOf, CallFactory } from "./provider/create-call.js";
export type { ClientOptions, Decode, ResponseMode } from "./provider/provider.js";
export type { CallDetails } from "./provider/structured-call.js";
export type { CommonResponse } from "./response/base-call-response.js";
export type { Usage } from "./response/usage.js";
export { isTransient, type CallFailure } from "./retry/call-failure.js";
export type { Fallback } from "./retry/fallback.js";
export type { MidStream, RetryOptions } from "./retry/retry-options.js";
export type { OpenToolCall } from "./stream/base-stream.js";
export type { StreamEnding, StreamStatus } from "./stream/ending.js";
export type { CallEvent, Middleware } from "./stream/middleware.js";
export type { AttemptRecord } from "./stream/recovery.js";
export type { StreamLimits } from "./stream/stream-limits.js";
export type { StreamTimeouts } from "./stream/stream-timeouts.js";
export { TeeReader } from "./stream/tee-reader.js";
export type { StreamTiming } from "./stream/timing.js";
export type { BodyFormat, BodyOptions } from "./stream/to-readable-stream.js";
export type { ToResponseOptions } from "./stream/to-response.js";
export type { DeepPartial } from "./structured/deep-partial.js";
export { PartialTool, type PartialToolOf } from "./structured/partial-tool.js";
export type { ResponseSchema } from "./structured/response-schema.js";
export type { TemplateArgs } from "./template/template-types.js";
export { BaseTool, type ToolWith } from "./tool/base-tool.js";
export { BaseToolkit } from "./tool/base-toolkit.js";
export { InvalidTool } from "./tool/invalid-tool.js";
export { RawTool } from "./tool/raw-tool.js";
export type { ToolCall } from "./tool/tool-call.js";
export type { ToolChoice } from "./tool/tool-choice.js";
export type { ToolContext } from "./tool/tool-context.js";
export type { AnswerableTool, ToolOutput } from "./tool/tool-output.js";
export type { OnInvalidTool } from "./tool/tool-set.js";
export { tool, type FunctionTool } from "./tool/tool.js";
export { toolkitTool } from "./tool/toolkit-tool.js";
