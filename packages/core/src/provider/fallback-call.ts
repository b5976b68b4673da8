import { CallOptionsError } from "../errors.js";
import type { CheckedFallback } from "../retry/fallback.js";
import { mergeParams } from "./call-params.js";
import { checkClient, copyParams } from "./check-options.js";
import type { ClientOptions, Provider } from "./provider.js";
import type { PreparedCall } from "./prepare-call.js";
import type { ProviderCall } from "./provider-call.js";
import type { ProviderTypes } from "./provider-types.js";

/** The same prompt by the route of a fallback. Throws `CallOptionsError` for a client or for params that the provider does not know. */
export function fallbackCall<Types extends ProviderTypes>(
  call: ProviderCall<Types>,
  { model, callParams, client, apiKey, baseURL }: Omit<CheckedFallback, "call" | "on">,
): ProviderCall<Types> {
  const { provider } = call;
  const own = checkClient(provider, client, "The fallback");
  const isElsewhere = apiKey !== undefined || baseURL !== undefined;
  return call.with((prepared): PreparedCall<Types> => ({
    ...prepared,
    params: mergeParams(provider, [prepared.params, callParams, { model }]),
    client: own ? { client: own } : isElsewhere ? addressOf(prepared.client, { apiKey, baseURL }) : prepared.client,
  }));
}

/** What is left out stays. A client that was given is left behind, because nobody can look into it. */
function addressOf(
  kept: ClientOptions,
  { apiKey = kept.apiKey, baseURL = kept.baseURL }: ClientOptions,
): ClientOptions<never> {
  return { apiKey, baseURL };
}

/** Routes as they are used, told at decoration where they make no sense, and copied. Calls are as they are. */
export function checkRoutes<Types extends ProviderTypes>(
  provider: Provider<Types>,
  fallbacks: readonly CheckedFallback[],
): CheckedFallback[] {
  return fallbacks.map((fallback, at) => {
    const { call, model, client, callParams } = fallback;
    if (call) return fallback;
    checkClient(provider, client, `fallback[${at}]`);
    if (model?.trim() === "")
      throw new CallOptionsError(`fallback[${at}].model is "". Name one, as in ${provider.example}.`);
    return callParams ? { ...fallback, callParams: copyParams(provider, callParams) } : fallback;
  });
}
