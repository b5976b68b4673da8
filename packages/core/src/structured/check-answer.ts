import { ContentFilterError, OutputTruncatedError, RefusalError } from "../errors.js";
import type { StructuredAnswer } from "./attempts.js";

/** Why an answer is none, whatever stands in it; null when it is one. Asking again would not help any of these. */
export function unusable({ refusal, common, content }: StructuredAnswer) {
  if (refusal !== null) {
    return new RefusalError(`The model declined to answer: ${JSON.stringify(refusal.slice(0, 200))}.`);
  }
  if (common.finishReason === "content_filter") {
    return new ContentFilterError(
      "The provider's content filter stopped the answer. error.response holds what had come before.",
    );
  }
  if (common.finishReason === "length") {
    return new OutputTruncatedError(
      `The answer was cut by the token limit, ${content.length} characters into its text. Raise callParams.maxTokens, or ask for less; error.response holds what had come.`,
    );
  }
  return null;
}
