import { ProviderStreamError, isObject, text } from "@zoetrope/core";

/** The error that Anthropic reported inside a response with status 200 (`overloaded_error`, say). Its message is Anthropic's. */
export function providerError(error: unknown, options?: ErrorOptions): ProviderStreamError {
  const message = isObject(error) ? (text(error.message) ?? text(error.type) ?? JSON.stringify(error)) : error;
  return new ProviderStreamError(`The provider reported an error: ${String(message)}`, error, options);
}
