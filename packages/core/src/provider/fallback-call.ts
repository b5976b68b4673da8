import type { CheckedFallback } from "../retry/fallback.js";
import { mergeParams } from "./call-params.js";
import { checkClient } from "./check-options.js";
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
  const isElsewhere = own !== undefined || apiKey !== undefined || baseURL !== undefined;
  return call.with((prepared): PreparedCall<Types> => ({
    ...prepared,
    params: mergeParams(provider, [prepared.params, callParams, { model }]),
    client: isElsewhere ? { client: own, apiKey, baseURL } : prepared.client,
  }));
}
