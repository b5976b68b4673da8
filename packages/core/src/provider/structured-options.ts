import { CallOptionsError } from "../errors.js";
import { checkRetry } from "../retry/retry-options.js";
import { isResponseSchema } from "../structured/response-schema.js";
import type { AnyCallOptions } from "./check-options.js";
import type { AnswerForm, Provider, ResponseMode } from "./provider.js";
import type { ProviderTypes } from "./provider-types.js";

/** What is wanted of an answer's form, as the calls use it. */
export interface CheckedStructured<Types extends ProviderTypes> extends AnswerForm<Types> {
  readonly retries: number;
  readonly failFast: boolean;
}

interface Beside {
  readonly stream: boolean;
  readonly partialTools: boolean;
  readonly hasTools: boolean;
}

const modes: readonly string[] = ["auto", "strict", "json", "tool"] satisfies ResponseMode[];

/** Null where nothing is said of the answer's form. Throws `CallOptionsError` for what makes no sense. */
export function checkStructured<Types extends ProviderTypes>(
  provider: Provider<Types>,
  { responseModel, mode = "auto", jsonMode = false, retry, failFast = false }: AnyCallOptions<Types>,
  { stream, partialTools, hasTools }: Beside,
): CheckedStructured<Types> | null {
  if (!modes.includes(mode)) {
    throw new CallOptionsError(`mode is ${JSON.stringify(mode)}, and must be one of: ${modes.join(", ")}.`);
  }
  const retries = checkRetry(retry).validation;
  if (responseModel === undefined) {
    const alone = mode !== "auto" ? "mode" : retry?.validation ? "retry.validation" : failFast ? "failFast" : null;
    if (alone !== null)
      throw new CallOptionsError(`${alone} says how a responseModel is asked for, and there is none.`);
    if (!jsonMode) return null;
    return { ...provider.answerForm(undefined, mode, jsonMode), retries, failFast };
  }
  if (!isResponseSchema(responseModel)) {
    throw new CallOptionsError(
      "The responseModel is no schema: pass one of zod (z.object({ … })), of a library with Standard JSON Schema, or { schema, jsonSchema }.",
    );
  }
  if (jsonMode && mode === "tool") throw new CallOptionsError('jsonMode cannot be combined with mode: "tool".');
  if (stream && hasTools) {
    throw new CallOptionsError(
      "tools cannot be combined with responseModel and stream: a stream of values has no place for them. Leave out one of the three.",
    );
  }
  if (partialTools)
    throw new CallOptionsError("partialTools cannot be combined with responseModel: write stream: true.");
  if (failFast && !stream) throw new CallOptionsError("failFast leaves a stream early, and this call has no stream.");
  return { ...provider.answerForm(responseModel, mode, jsonMode), retries, failFast };
}
