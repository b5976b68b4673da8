/** What every copy of the package stamps on its errors: `instanceof` fails across copies, a registered symbol does not. */
const marker = Symbol.for("zoetrope.error");

type ErrorClass<T> = (abstract new (...args: never[]) => T) & { readonly errorName: string };

/** Base of all errors of this library. Errors of a provider's SDK (a refused request, say) are passed on as they are. */
export class ZoetropeError extends Error {
  /** The documented name. Written out because minifiers rename classes, and logs and `switch`es are written against it. */
  static readonly errorName: string = "ZoetropeError";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    const names = [];
    for (let at: unknown = new.target; typeof at === "function" && "errorName" in at; at = Object.getPrototypeOf(at)) {
      names.push(at.errorName);
    }
    Object.defineProperty(this, "name", { value: names[0], configurable: true });
    Object.defineProperty(this, marker, { value: names });
  }

  /** True for an error of this class or one below it, also when another copy of the package made it. Narrows like `instanceof`. */
  static isInstance<T>(this: ErrorClass<T>, value: unknown): value is T {
    if (typeof value !== "object" || value === null || !(marker in value)) return false;
    const names: unknown = value[marker];
    return Array.isArray(names) && names.includes(this.errorName);
  }
}

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

// ---- streams

/** What every `StreamError` carries of the response that was being built. */
export interface PartialResponse {
  readonly content: string;
  readonly usage: unknown;
  readonly finishReasons: readonly string[];
  toJSON(): unknown;
}

/** What a stream knows when one of its errors is made. */
export interface StreamErrorDetails {
  /** The response built so far: `content`, `tools`, `usage` and the rest are readable. Null when nothing was sent yet. */
  readonly partial: PartialResponse | null;
  /** The provider's name, as in `"openai"`. */
  readonly provider: string;
  /** The provider's id of the request, for its support; null when no response headers came. */
  readonly requestId: string | null;
}

/** A stream (or the body of a whole answer) ended in another way than complete. */
export abstract class StreamError extends ZoetropeError implements StreamErrorDetails {
  static override readonly errorName: string = "StreamError";
  declare readonly partial: PartialResponse | null;
  declare readonly provider: string;
  declare readonly requestId: string | null;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.attach({ partial: null, provider: "", requestId: null });
  }

  /** Called once by the stream, which alone knows these; the place that finds a fault does not. */
  attach(details: StreamErrorDetails): this {
    // Not enumerable: a logger that walks an error's own keys would print the whole conversation.
    for (const key of ["partial", "provider", "requestId"] as const) {
      Object.defineProperty(this, key, { value: details[key], configurable: true, enumerable: false });
    }
    return this;
  }
}

/** The body ended, and the provider had not said that the answer was complete. */
export class StreamTruncatedError extends StreamError {
  static override readonly errorName: string = "StreamTruncatedError";
}

/** The response of a stream that its reader left was asked for. */
export class StreamAbortedError extends StreamError {
  static override readonly errorName: string = "StreamAbortedError";
}

/** A time limit of the call passed. */
export class StreamTimeoutError extends StreamError {
  static override readonly errorName: string = "StreamTimeoutError";
}

/** The connection broke while the body was read. `cause` is the runtime's error. */
export class StreamTransportError extends StreamError {
  static override readonly errorName: string = "StreamTransportError";
}

/** The provider reported an error inside a response with status 200. */
export class ProviderStreamError extends StreamError {
  static override readonly errorName: string = "ProviderStreamError";

  constructor(
    message: string,
    /** What the provider sent, unchanged. */
    readonly error: unknown,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Something arrived that is neither an answer nor an error of the provider. */
export class MalformedChunkError extends StreamError {
  static override readonly errorName: string = "MalformedChunkError";
}

/** The answer grew past one of the call's `limits`. */
export class StreamLimitError extends StreamError {
  static override readonly errorName: string = "StreamLimitError";

  constructor(
    message: string,
    /** The name of the limit in the call's options. */
    readonly limit: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A stream was read a second time. It has one pass; `cause` is the error of a failed first one. */
export class StreamConsumedError extends ZoetropeError {
  static override readonly errorName: string = "StreamConsumedError";
}

/** The response of a stream was asked for before the stream was read to its end. */
export class StreamNotConsumedError extends ZoetropeError {
  static override readonly errorName: string = "StreamNotConsumedError";
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

// ---- structured output

/** Token counts over one or several answers, in terms that no provider owns: the fields of `Usage`. Null: not reported. */
export interface TokenCounts {
  readonly inputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly totalTokens: number | null;
}

/** One thing that does not fit the response model. */
export interface ResponseIssue {
  /** The way to the part that is wrong; empty for the answer as a whole. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** One of the answers that a call with `retry` asked for. */
export interface ResponseAttempt<Response = PartialResponse> {
  readonly response: Response;
  readonly usage: TokenCounts | null;
  /** Empty for an answer that fits. */
  readonly issues: readonly ResponseIssue[];
}

/** What is known when no value could be made of an answer. */
export interface AnswerErrorDetails {
  /** The last answer, whole. */
  readonly response: PartialResponse;
  /** Every answer that was asked for, the last included. */
  readonly attempts: readonly ResponseAttempt[];
  /** Summed over the attempts. */
  readonly usage: TokenCounts | null;
}

abstract class AnswerError extends ZoetropeError implements AnswerErrorDetails {
  static override readonly errorName: string = "AnswerError";
  declare readonly response: PartialResponse;
  declare readonly attempts: readonly ResponseAttempt[];
  declare readonly usage: TokenCounts | null;

  /** Called once by the call, which alone knows these. */
  attach(details: AnswerErrorDetails): this {
    // Not enumerable, for the same reason as in `StreamError`.
    for (const key of ["response", "attempts", "usage"] as const) {
      Object.defineProperty(this, key, { value: details[key], configurable: true, enumerable: false });
    }
    return this;
  }
}

/** The model declined to answer. The message quotes it. */
export class RefusalError extends AnswerError {
  static override readonly errorName: string = "RefusalError";
}

/** The answer was cut by the token limit before it was whole. */
export class OutputTruncatedError extends AnswerError {
  static override readonly errorName: string = "OutputTruncatedError";
}

/** The provider's content filter stopped the answer. */
export class ContentFilterError extends AnswerError {
  static override readonly errorName: string = "ContentFilterError";
}

/** The answer does not fit its response model. */
export class ResponseValidationError extends AnswerError {
  static override readonly errorName: string = "ResponseValidationError";

  constructor(
    message: string,
    /** At least one. */
    readonly issues: readonly ResponseIssue[],
    /** The answer as the model wrote it. */
    readonly text: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
