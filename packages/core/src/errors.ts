import { ZoetropeError } from "./errors/zoetrope-error.js";

export { ZoetropeError } from "./errors/zoetrope-error.js";
export {
  MalformedChunkError,
  ProviderStreamError,
  StreamAbortedError,
  StreamConsumedError,
  StreamError,
  StreamLimitError,
  StreamNotConsumedError,
  StreamTimeoutError,
  StreamTransportError,
  StreamTruncatedError,
  type PartialResponse,
  type StreamErrorDetails,
} from "./errors/stream-errors.js";
export { BudgetExceededError, type Spent } from "./errors/budget-error.js";
export {
  ContentFilterError,
  OutputTruncatedError,
  RefusalError,
  ResponseValidationError,
  type AnswerErrorDetails,
  type ResponseAttempt,
  type ResponseIssue,
  type TokenCounts,
} from "./errors/answer-errors.js";

// ---- prompts and templates

/** A prompt class was given a bad, missing or unknown field. */
export class PromptFieldError extends ZoetropeError {
  static override readonly errorName: string = "PromptFieldError";
}

/** A prompt class is declared in a way that cannot work. */
export class PromptClassError extends ZoetropeError {
  static override readonly errorName: string = "PromptClassError";
}

/** A template cannot be read. The message ends with line and column, both counted from 1. */
export class TemplateSyntaxError extends ZoetropeError {
  static override readonly errorName: string = "TemplateSyntaxError";
}

/** A template names a field that its prompt does not have. */
export class MissingFieldError extends ZoetropeError {
  static override readonly errorName: string = "MissingFieldError";
}

/** What `prompt` made in a method was used although no call decorator stands on that method. */
export class UndecoratedPromptError extends ZoetropeError {
  static override readonly errorName: string = "UndecoratedPromptError";
}

// ---- calls

/** A call has no model: neither its decorator nor its prompt names one. */
export class MissingModelError extends ZoetropeError {
  static override readonly errorName: string = "MissingModelError";
}

/** Options of a call, or what a prompt function returned, make no sense. Thrown at decoration where that can be seen. */
export class CallOptionsError extends ZoetropeError {
  static override readonly errorName: string = "CallOptionsError";
}

// ---- tools

/** The arguments of a tool call are no JSON, or do not fit the tool's schema. */
export class ToolArgumentsError extends ZoetropeError {
  static override readonly errorName: string = "ToolArgumentsError";
}

/** The model called a tool that it was not given. */
export class UnknownToolError extends ZoetropeError {
  static override readonly errorName: string = "UnknownToolError";
}

/** A tool was left before it returned, threw something that is no error (then `cause`), or returned what cannot be sent. */
export class ToolCallError extends ZoetropeError {
  static override readonly errorName: string = "ToolCallError";
}
