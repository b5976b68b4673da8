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
  return call.with((prepared): PreparedCall<Types> => ({
    ...prepared,
    params: mergeParams(provider, [prepared.params, callParams, { model }]),
    client: routedClient(prepared.client, { client: own, apiKey, baseURL }),
  }));
}

/** What is left out stays. Beside a key or an address, a client that was given is left behind, because nobody can look into it. */
export function routedClient<Client>(
  kept: ClientOptions<Client>,
  { client, apiKey, baseURL }: ClientOptions<Client>,
): ClientOptions<Client> {
  if (client !== undefined) return { client };
  if (apiKey === undefined && baseURL === undefined) return kept;
  return { apiKey: apiKey ?? kept.apiKey, baseURL: baseURL ?? kept.baseURL };
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
