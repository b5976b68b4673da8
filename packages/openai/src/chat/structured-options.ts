import { CallOptionsError, isResponseSchema } from "@zoetrope/core";
import { structuredRequest, type ResponseMode, type StructuredRequest } from "./structured-request.js";

/** How often to ask again. */
export interface RetryOptions {
  /** Times that an answer which does not fit its `responseModel` goes back to the model, with what is wrong. Default 0. */
  readonly validation?: number;
}

export interface StructuredOptions<Model> {
  /**
   * The schema of the answer: any of zod, or of another library that tells its JSON Schema, or `{ schema, jsonSchema }`. The call returns
   * its value. A value that is no object is asked for as `{ "value": … }`, and accepted bare, too.
   */
  readonly responseModel?: Model;
  /** How the value of a `responseModel` is asked for. Default `auto`. */
  readonly mode?: ResponseMode;
  /**
   * The answer is to be JSON. OpenAI wants the word "JSON" in the prompt then. With a `responseModel`, its schema is sent where the
   * strict form can express it.
   */
  readonly jsonMode?: boolean;
  /** With a `responseModel`. Does not cover the connection: that is the client's `maxRetries`. */
  readonly retry?: RetryOptions;
  /** With a `responseModel` and `stream`: leave an answer, and its connection, as soon as a closed part of it does not fit. Default false. */
  readonly failFast?: boolean;
}

/** The options as the calls use them. */
export interface CheckedStructured extends StructuredRequest {
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
export function checkStructured(
  { responseModel, mode = "auto", jsonMode = false, retry, failFast = false }: StructuredOptions<unknown>,
  { stream, partialTools, hasTools }: Beside,
): CheckedStructured | null {
  if (!modes.includes(mode)) {
    throw new CallOptionsError(`mode is ${JSON.stringify(mode)}, and must be one of: ${modes.join(", ")}.`);
  }
  const retries = checkRetry(retry);
  if (responseModel === undefined) {
    const alone = mode !== "auto" ? "mode" : retry?.validation ? "retry.validation" : failFast ? "failFast" : null;
    if (alone !== null)
      throw new CallOptionsError(`${alone} says how a responseModel is asked for, and there is none.`);
    if (!jsonMode) return null;
    return { model: null, responseFormat: { type: "json_object" }, tool: null, retries, failFast };
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
  return { ...structuredRequest(responseModel, mode, jsonMode), retries, failFast };
}

function checkRetry({ validation = 0, ...others }: RetryOptions = {}): number {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new CallOptionsError(`retry.${unknown} is no option. There is: validation.`);
  if (Number.isInteger(validation) && validation >= 0) return validation;
  throw new CallOptionsError(`retry.validation is ${String(validation)}, and must be a whole number of at least 0.`);
}
