import { runInContext } from "../context/call-context.js";
import { orAborted } from "../stream/or-aborted.js";
import { CallRun } from "./call-run.js";
import { fallbackCall } from "./fallback-call.js";
import type { ProviderCall } from "./provider-call.js";
import type { ProviderTypes } from "./provider-types.js";
import { responseAnswer, structuredAnswer, type Answer } from "./structured-call.js";

/** What a call without a stream gives: the answer of the first of its routes that gives one, parsed. */
export async function parsedAnswer<Types extends ProviderTypes>(call: ProviderCall<Types>): Promise<unknown> {
  const { options, context, provider } = call;
  const { outputParser } = options;
  const { value, details } = await answerInTime(call, new CallRun<Types>(options, context, provider.name));
  // A fallback that is a call of its own has parsed what it gives.
  return outputParser && details ? outputParser(value, details) : value;
}

async function answerInTime<Types extends ProviderTypes>(
  call: ProviderCall<Types>,
  run: CallRun<Types>,
): Promise<Answer> {
  try {
    // Neither a schema that validates asynchronously nor somebody's own function listens to a signal.
    return await orAborted(answerOfAnyRoute(call, run), run.signal);
  } finally {
    run.close();
  }
}

async function answerOfAnyRoute<Types extends ProviderTypes>(
  call: ProviderCall<Types>,
  run: CallRun<Types>,
): Promise<Answer> {
  let route = call;
  let other: ((...args: unknown[]) => unknown) | null = null;
  for (;;) {
    try {
      return other ? await answerOfAnother(other, call, run) : await answerOf(route, run);
    } catch (error) {
      const fallback = run.fallback(error);
      if (fallback === null) throw error;
      other = fallback.call;
      if (!fallback.call) route = fallbackCall(call, fallback);
    }
  }
}

async function answerOf<Types extends ProviderTypes>(call: ProviderCall<Types>, run: CallRun<Types>): Promise<Answer> {
  const { provider, options } = call;
  const model = options.structured?.model;
  return model ? structuredAnswer(provider, call, model, run) : responseAnswer(await call.response(run));
}

/** It ends when this one does; what was said of this one alone is not said of it. */
async function answerOfAnother<Types extends ProviderTypes>(
  other: (...args: unknown[]) => unknown,
  call: ProviderCall<Types>,
  run: CallRun<Types>,
): Promise<Answer> {
  try {
    const { budgets } = await call.prepared;
    const around = { ...call.context, overrides: [], signal: run.signal, budgets };
    return { value: await runInContext(around, () => other(...call.fnArgs)), details: null };
  } catch (error) {
    run.fail(error, null);
    throw error;
  }
}
