export {
  createCallDecorator,
  type CallDecorator,
  type CallInspection,
  type CallRunner,
  type Invocation,
  type TemplateFunction,
} from "./call/call-decorator.js";
export type { CallDescription } from "./call/call-description.js";
export type { RunnableTool, ToolFailure, ToolOutcome, ToolReturn } from "./call/call-tools.js";
export { withMiddleware, type MiddlewareOf } from "./call/with-middleware.js";
export type { DynamicConfig } from "./call/dynamic-config.js";
export { andThen, isPromiseLike, type MaybePromise } from "./call/maybe-promise.js";
export type { NeutralCallParams, NeutralParamNames } from "./call/neutral-params.js";
export { prompt } from "./call/prompt.js";
export {
  promptProvider,
  promptSource,
  type ClassParams,
  type PromptSource,
  type RenderedPrompt,
} from "./call/prompt-source.js";
export { resolvePrompt, type PromptResult } from "./call/resolve-prompt.js";
export { runTools, type RunToolsOptions } from "./call/run-tools.js";
export { SharedClients, environment } from "./call/shared-clients.js";
export { readStreamOption, type IfPartialTools, type StreamOption, type StreamOptions } from "./call/stream-option.js";
export {
  ToolRun,
  type AnswerWithTools,
  type StreamedAnswer,
  type ToolRunResult,
  type ToolTurn,
} from "./call/tool-run.js";
export { Budget, type BudgetLimit, type BudgetLimits, type BudgetOption } from "./cost/budget.js";
export type { Pricing } from "./cost/cost-of.js";
export { costReport, type CostReport, type CostRow } from "./cost/cost-report.js";
export {
  installPrices,
  type CostMetadata,
  type Price,
  type PriceQuestion,
  type PriceSource,
} from "./cost/price-source.js";
export { roundCost, sumCosts } from "./cost/sum-costs.js";
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
  type AnswerErrorDetails,
  type PartialResponse,
  type ResponseAttempt,
  type ResponseIssue,
  type Spent,
  type StreamErrorDetails,
  type TokenCounts,
} from "./errors.js";
export { isObject, objects, text, type JSONObject } from "./json/json-object.js";
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
export { decodeBase64, encodeBase64 } from "./messages/base64.js";
export { fromFile, type FileContents } from "./messages/from-file.js";
export {
  audioPart,
  documentPart,
  imagePart,
  type DocumentOptions,
  type ImageOptions,
  type MediaOptions,
} from "./messages/media.js";
export type { MediaInput } from "./messages/media-source.js";
export type {
  AudioPart,
  CacheControl,
  ContentPart,
  DocumentPart,
  ImagePart,
  MediaPart,
  MediaSource,
  Message,
  OpaquePart,
  ProviderFields,
  RefusalPart,
  Role,
  TextPart,
  ToolCallPart,
  ToolResultContent,
  ToolResultPart,
} from "./messages/message.js";
export { Messages, type MessageInput, type MessageOptions } from "./messages/messages.js";
export { readBlobs } from "./messages/read-blobs.js";
export { BasePrompt, toNeutral, type PromptClass } from "./prompt/base-prompt.js";
export { budget } from "./prompt/budget.js";
export { createCallParams, type PromptClassDecorator } from "./prompt/call-params.js";
export { metadata } from "./prompt/metadata.js";
export { promptContent, type PromptContent } from "./prompt/prompt-content.js";
export type { PromptDump } from "./prompt/prompt-dump.js";
export { promptHash } from "./prompt/prompt-hash.js";
export { promptTemplate } from "./prompt/prompt-template.js";
export type { ForeignMessage, PromptConfig } from "./prompt/render-prompt.js";
export type { Template } from "./prompt/template.js";
export type { With } from "./prompt/with-types.js";
export { createCall, type CallDecoratorOf, type CallFactory } from "./provider/create-call.js";
export type { CallAnswer, CallOptions, CallResult } from "./provider/call-options.js";
export { isTransient, type CallFailure, type FailureKind } from "./retry/call-failure.js";
export type { Fallback, FallbackCall, FallbackRoute } from "./retry/fallback.js";
export type { MidStream, RetryOptions } from "./retry/retry-options.js";
export { mergeParams } from "./provider/call-params.js";
export type { DynamicConfigOf, PromptResultOf } from "./provider/prepare-call.js";
export {
  ProviderPrompt,
  createPromptCall,
  ownProvider,
  type ExtractOptions,
  type PromptCall,
  type PromptOptions,
} from "./provider/provider-prompt.js";
export type {
  AdapterOptions,
  AnswerForm,
  ClientOptions,
  ConvertedPrompt,
  Decode,
  ExplainedBody,
  NewStreamOptions,
  Provider,
  RequestParts,
  ResponseMode,
  SendOptions,
  StructuredStreamOptions,
  WholeAnswer,
  WholeContext,
} from "./provider/provider.js";
export type {
  ProviderResponse,
  ProviderStream,
  ProviderTypes,
  ResponseOf,
  SchemaIn,
  SentParams,
  StreamOf,
  StructuredOf,
  ToolLikeOf,
} from "./provider/provider-types.js";
export type { CallDetails } from "./provider/structured-call.js";
export { CallStream, type CallStreamOptions } from "./provider/call-stream.js";
export { BaseCallResponseChunk } from "./response/base-call-response-chunk.js";
export { BaseCallResponse, type CommonResponse, type ResponseContext } from "./response/base-call-response.js";
export type { CallRecord } from "./response/call-record.js";
export { usageDetails, type Usage, type UsageDetails } from "./response/usage.js";
export { BaseStream, type BaseStreamOptions, type OpenToolCall } from "./stream/base-stream.js";
export { CallObservers, type EventStamp, type ObserverFault } from "./stream/call-observers.js";
export type {
  CallChunkEvent,
  CallEndEvent,
  CallErrorEvent,
  CallEvent,
  CallRetryEvent,
  CallStartEvent,
  CallToolEvent,
  Middleware,
} from "./stream/middleware.js";
export type { AttemptRecord, NextAttempt, StreamFailure } from "./stream/recovery.js";
export { checkDepth } from "./stream/json-depth.js";
export { streamTimeouts, type StreamTimeouts, type TimeoutName } from "./stream/stream-timeouts.js";
export type { Body } from "./stream/byte-reader.js";
export type { StreamEnding, StreamStatus } from "./stream/ending.js";
export type { Frame, FrameSink, FrameSource } from "./stream/frame-source.js";
export {
  givesResponse,
  isAsyncIterable,
  readBody,
  readWhole,
  responseHint,
  type HTTPResponse,
} from "./stream/http-response.js";
export { IterableSource, type IterableSourceOptions } from "./stream/iterable-source.js";
export { SseSource, type SseSourceOptions } from "./stream/sse-source.js";
export { endMarker, type StreamAdapter } from "./stream/stream-adapter.js";
export { streamLimits, type StreamLimits } from "./stream/stream-limits.js";
export { ChoiceState, StreamState } from "./stream/stream-state.js";
export { TextAccumulator } from "./stream/text-accumulator.js";
export { orAborted } from "./stream/or-aborted.js";
export { TeeReader, type TeeReaders } from "./stream/tee-reader.js";
export { now, type StreamTiming } from "./stream/timing.js";
export type { BodyFormat, BodyOptions } from "./stream/to-readable-stream.js";
export type { ToResponseOptions } from "./stream/to-response.js";
export { transportError } from "./stream/ending-errors.js";
export type { ToolPiece } from "./stream/tool-handout.js";
export type { ToolSlot } from "./stream/tool-slot.js";
export { askUntilValid, type Asking, type FailedAnswer } from "./structured/ask-until-valid.js";
export { Attempts, type StructuredAnswer } from "./structured/attempts.js";
export { BaseStructuredStream } from "./structured/base-structured-stream.js";
export type { DeepPartial } from "./structured/deep-partial.js";
export { PartialTool, partialTools, type PartialArgumentsOf, type PartialToolOf } from "./structured/partial-tool.js";
export { ResponseModel, type Reading, type ResponseModelOptions } from "./structured/response-model.js";
export {
  isResponseSchema,
  type ElementAt,
  type ResponseSchema,
  type SchemaInput,
  type SchemaOutput,
} from "./structured/response-schema.js";
export { retryText } from "./structured/retry-text.js";
export type { StructuredReaderOptions, StructuredSource } from "./structured/structured-reader.js";
export { messageOrigin, type MessageOrigin } from "./template/message-origin.js";
export { dropAbsentNulls } from "./tool/absent-nulls.js";
export { BaseTool, type ToolClass, type ToolWith } from "./tool/base-tool.js";
export { BaseToolkit, type ToolkitOptions } from "./tool/base-toolkit.js";
export { InvalidTool } from "./tool/invalid-tool.js";
export { RawTool } from "./tool/raw-tool.js";
export { parseArguments, syntheticCallId, type ToolArguments, type ToolCall } from "./tool/tool-call.js";
export type { StandardJSONSchema, StandardSchema } from "./tool/standard-schema.js";
export { tool, type FunctionTool, type FunctionToolOptions } from "./tool/tool.js";
export type { ToolChoice, ToolChoiceMode } from "./tool/tool-choice.js";
export type { JSONSchema, ToolDefinition } from "./tool/tool-definition.js";
export {
  ToolSet,
  type OnInvalidTool,
  type RawToolDefinition,
  type ReceivedToolCall,
  type ToolLike,
  type ToolOf,
} from "./tool/tool-set.js";
export type { PairedSchema, ToolParameters } from "./tool/tool-parameters.js";
export type { ToolContext } from "./tool/tool-context.js";
export { toolAnswer, type AnswerableTool, type ToolAnswer, type ToolOutput } from "./tool/tool-output.js";
export { toolDescription } from "./tool/tool-description.js";
export type { ToolOptions } from "./tool/tool-spec.js";
export { toolkitTool, type ToolkitToolDecorator, type ToolkitToolOptions } from "./tool/toolkit-tool.js";
export { IncrementalJson, type IncrementalJsonOptions } from "./structured/incremental-json.js";
export type { JsonValue } from "./structured/json-value.js";
export type { TemplateArgs } from "./template/template-types.js";
