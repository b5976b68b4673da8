import type { PartialResponse } from "./stream-errors.js";
import { ZoetropeError } from "./zoetrope-error.js";

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
