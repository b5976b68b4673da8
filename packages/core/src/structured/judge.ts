import { ResponseValidationError, type ResponseIssue } from "../errors.js";
import type { Attempts, StructuredAnswer } from "./attempts.js";
import { unusable } from "./check-answer.js";
import type { Reading, ResponseModel } from "./response-model.js";
import { describeIssues } from "./retry-text.js";

/** A whole answer with the part of it that holds the value. */
export interface AnswerText<Response extends StructuredAnswer> {
  readonly response: Response;
  /** The text of the answer, or the arguments of the tool that stands for it. */
  readonly text: string;
}

/**
 * Reads an answer and notes it as an attempt. Throws `RefusalError`, `ContentFilterError` or `OutputTruncatedError`, with all that is
 * known, for what cannot be mended by asking again.
 */
export async function judge<Response extends StructuredAnswer>(
  model: ResponseModel,
  { response, text }: AnswerText<Response>,
  attempts: Attempts<Response>,
): Promise<Reading> {
  const failure = unusable(response);
  const reading = failure ? { issues: [] } : await read(model, text, () => attempts.add(response, []));
  attempts.add(response, reading.issues ?? []);
  if (failure) throw failure.attach({ response, attempts: [...attempts.list], usage: attempts.usage });
  return reading;
}

/** A schema's own function may throw: the answer was had all the same. */
async function read(model: ResponseModel, text: string, onThrow: () => void): Promise<Reading> {
  try {
    return await model.read(text);
  } catch (error) {
    onThrow();
    throw error;
  }
}

/** The error of an answer that does not fit, to be thrown when it is the last one; `cause` is why there is no other. */
export function validationError<Response extends StructuredAnswer>(
  issues: readonly ResponseIssue[],
  { response, text }: AnswerText<Response>,
  attempts: Attempts<Response>,
  options?: ErrorOptions,
): ResponseValidationError {
  const count = attempts.list.length;
  const after = count === 1 ? "" : ` after ${count} attempts`;
  const mend = options ? "Asking again failed: error.cause says why." : "retry: { validation: n } asks it again.";
  return new ResponseValidationError(
    `The answer does not fit its responseModel${after}:\n${describeIssues(issues)}\nerror.text is what the model wrote. ${mend}`,
    issues,
    text,
    options,
  ).attach({ response, attempts: [...attempts.list], usage: attempts.usage });
}
