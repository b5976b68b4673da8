import type { ResponseIssue } from "../errors.js";
import type { Attempts, StructuredAnswer } from "./attempts.js";
import { judge, validationError } from "./judge.js";
import type { ResponseModel } from "./response-model.js";

/** An answer that does not fit, and why: what the next one is asked with. */
export interface FailedAnswer<Response extends StructuredAnswer> {
  readonly response: Response;
  /** The part of it that was to hold the value. */
  readonly text: string;
  readonly issues: readonly ResponseIssue[];
}

export interface Asking<Response extends StructuredAnswer> {
  readonly model: ResponseModel;
  /** How often to ask again for an answer that does not fit. */
  readonly retries: number;
  readonly attempts: Attempts<Response>;
  /** Asks; again with all that failed before. */
  ask(failed: readonly FailedAnswer<Response>[]): Promise<Response>;
  /** The text that holds the value. Null: the model did something else instead. */
  textOf(response: Response): Promise<string | null>;
}

/**
 * Asks until an answer fits, and returns its value, or the response of a model that did something else instead. Throws what `judge`
 * does, and `ResponseValidationError` when the last answer does not fit, or when asking again failed: its `cause` is then why. What the
 * first request is refused with is thrown as it is.
 */
export async function askUntilValid<Response extends StructuredAnswer>(
  asking: Asking<Response>,
): Promise<{ readonly value: unknown } | { readonly response: Response }> {
  const { model, retries, attempts } = asking;
  const failed: FailedAnswer<Response>[] = [];
  for (;;) {
    const response = await askAgain(asking, failed);
    const text = await asking.textOf(response);
    if (text === null) {
      attempts.add(response, []);
      return { response };
    }
    const reading = await judge(model, { response, text }, attempts);
    if (!reading.issues) return { value: reading.value };
    if (failed.length === retries) throw validationError(reading.issues, { response, text }, attempts);
    failed.push({ response, text, issues: reading.issues });
  }
}

/** An answer that was paid for is not lost to the refusal of the next request. */
async function askAgain<Response extends StructuredAnswer>(
  { ask, attempts }: Asking<Response>,
  failed: readonly FailedAnswer<Response>[],
): Promise<Response> {
  try {
    return await ask(failed);
  } catch (cause) {
    const last = failed.at(-1);
    throw last ? validationError(last.issues, last, attempts, { cause }) : cause;
  }
}
