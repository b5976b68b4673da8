import { callFailure, isRequestFailure } from "../retry/call-failure.js";
import type { CheckedFallback } from "../retry/fallback.js";
import { RetryPlan } from "../retry/retry-plan.js";
import { fallbackCall } from "./fallback-call.js";
import type { ProviderCall } from "./provider-call.js";
import type { ProviderTypes } from "./provider-types.js";
import { responseAnswer, structuredAnswer, type Answer } from "./structured-call.js";

/** What a call without a stream gives: the answer of the first of its routes that gives one, parsed. */
export async function parsedAnswer<Types extends ProviderTypes>(call: ProviderCall<Types>): Promise<unknown> {
  const { outputParser } = call.options;
  const { value, details } = await answerOfAnyRoute(call);
  // A fallback that is a call of its own has parsed what it gives.
  return outputParser && details ? outputParser(value, details) : value;
}

async function answerOfAnyRoute<Types extends ProviderTypes>(call: ProviderCall<Types>): Promise<Answer> {
  const { options, fnArgs } = call;
  const plan = new RetryPlan(options);
  let route = call;
  let other: ((...args: unknown[]) => unknown) | null = null;
  for (let attempt = 1; ; attempt++) {
    try {
      return other ? { value: await other(...fnArgs), details: null } : await answerOf(route);
    } catch (error) {
      const isMendable: boolean =
        (other !== null || route.isSent) && !options.signal?.aborted && isRequestFailure(error);
      const next: number | null = isMendable ? plan.fallback(callFailure(error, { attempt, hasContent: false })) : null;
      const fallback: CheckedFallback | undefined = next === null ? undefined : options.fallbacks[next - 1];
      if (fallback === undefined) throw error;
      other = fallback.call;
      if (!fallback.call) route = fallbackCall(call, fallback);
    }
  }
}

async function answerOf<Types extends ProviderTypes>(call: ProviderCall<Types>): Promise<Answer> {
  const { provider, options } = call;
  const model = options.structured?.model;
  return model ? structuredAnswer(provider, call, model, options) : responseAnswer(await call.response());
}
