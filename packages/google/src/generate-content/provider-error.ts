import { ProviderStreamError, isObject } from "@zoetrope/core";

/** The error that the provider reported inside a response with status 200. Its message is the provider's. */
export function providerError(error: unknown, options?: ErrorOptions): ProviderStreamError {
  const message = isObject(error) ? (error.message ?? error.status ?? error.code ?? JSON.stringify(error)) : error;
  return new ProviderStreamError(`The provider reported an error: ${String(message)}`, error, options);
}
