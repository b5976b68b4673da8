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
  const reading = failure ? { issues: [] } : await model.read(text);
  attempts.add(response, reading.issues ?? []);
  if (failure) throw failure.attach({ response, attempts: [...attempts.list], usage: attempts.usage });
  return reading;
}

/** The error of an answer that does not fit, to be thrown when it is the last one. */
export function validationError<Response extends StructuredAnswer>(
  issues: readonly ResponseIssue[],
  { response, text }: AnswerText<Response>,
  attempts: Attempts<Response>,
): ResponseValidationError {
  const count = attempts.list.length;
  const after = count === 1 ? "" : ` after ${count} attempts`;
  return new ResponseValidationError(
    `The answer does not fit its responseModel${after}:\n${describeIssues(issues)}\nerror.text is what the model wrote; retry: { validation: n } asks it again.`,
    issues,
    text,
  ).attach({ response, attempts: [...attempts.list], usage: attempts.usage });
}
