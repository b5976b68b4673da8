import { PromptFieldError } from "../errors.js";
import type { Placeholder } from "./parsed-template.js";

/** @param problem Follows the placeholder in the sentence, and says what to do: "needs a list and got a string". */
export function valueError(
  label: string,
  placeholder: Placeholder,
  problem: string,
  cause?: unknown,
): PromptFieldError {
  const { raw, line, column } = placeholder;
  const message = `${label}: ${raw} ${problem} (line ${line}, column ${column})`;
  return new PromptFieldError(message, cause === undefined ? undefined : { cause });
}
