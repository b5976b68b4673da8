import { createCallDecorator } from "../call/call-decorator.js";
import { llmMetadata } from "../call/call-description.js";
import { readStreamOption } from "../call/stream-option.js";
import { CallOptionsError, MissingModelError } from "../errors.js";
import type { CallOptions, CallResult } from "../provider/call-options.js";
import type { AnyCallOptions } from "../provider/check-options.js";
import type { CallDecoratorOf, CallFactory } from "../provider/create-call.js";
import type { Provider } from "../provider/provider.js";
import type { ToolClass } from "../tool/base-tool.js";
import { copyCallParams } from "./call-params.js";
import { LlmRunner } from "./llm-runner.js";
import { ProviderRegistry, registry, splitModel } from "./provider-registry.js";
import type { LlmTypes } from "./types.js";

/** Options of a call that any provider may serve. */
export type LlmCallOptions<Stream, Tools extends readonly ToolClass[], Parsed, Model = undefined> = CallOptions<
  LlmTypes,
  Stream,
  Tools,
  Parsed,
  Model
>;

/** What such a call returns. */
export type LlmCallResult<Stream, Tools extends readonly ToolClass[], Parsed, Model = undefined> = CallResult<
  LlmTypes,
  Stream,
  Tools,
  Parsed,
  Model
>;

/** What `llmCall` returns. */
export type LlmCallDecorator<Result> = CallDecoratorOf<LlmTypes, Result>;

/**
 * One door to all providers: what stands before the model's first colon names one that `registerProviders` was given.
 *
 * ```ts
 * const recommend = llmCall("openai:gpt-4o-mini", { stream: true })((genre: string) => `Recommend a ${genre} book`);
 * for await (const [chunk] of recommend("fantasy")) process.stdout.write(chunk.content);
 * ```
 *
 * Options, prompts and results are those of every provider's own call, in words that none of them owns: tools are classes or made by
 * `tool()`, `callParams` are neutral with `extra: { anthropic: { … } }` for what one provider alone has, and answers are `CallResponse`
 * and `Stream`. `override` and `withContext` move a call to another model. The model may be left out where one of these, or the prompt,
 * brings it.
 *
 * Throws `MissingModelError` at decoration for a model without a provider, and `CallOptionsError` for options that make no sense: at
 * decoration where the provider is registered by then, else at the call, as for a provider that is not registered at all.
 */
export const llmCall: CallFactory<LlmTypes> = callFactory(registry);

/** An `llmCall` with providers of its own, which knows none of those that `registerProviders` was given: for libraries and tests. */
export function createLlmCall(...providers: readonly Provider[]): CallFactory<LlmTypes> {
  return callFactory(new ProviderRegistry(providers));
}

function callFactory(known: ProviderRegistry): CallFactory<LlmTypes> {
  function call(first: unknown = {}, second: object = {}): unknown {
    // What the signatures let in; whatever else came is told by the checks.
    const {
      model: named,
      callParams: params,
      ...given
    }: { readonly model?: unknown } & AnyCallOptions<LlmTypes> = typeof first === "string"
      ? { model: first, ...second }
      : { ...Object(first) };
    const callParams = copyCallParams(params, "callParams");
    const model = checkModel(named ?? callParams.model);
    const { stream } = readStreamOption(given.stream);
    const runner = new LlmRunner({ registry: known, model, options: copied(given), callParams, stream });
    runner.describe();
    if (model !== undefined && known.has(splitModel(model).provider ?? "")) runner.check();
    return marked(createCallDecorator(runner));
  }
  // The options decide what comes back, which no signature of an implementation can say.
  return call as CallFactory<LlmTypes>;
}

/** Throws where a model has no provider before its colon: it could be anybody's. */
function checkModel(model: unknown): string | undefined {
  if (model === undefined) return undefined;
  const { provider, model: own } = splitModel(String(model));
  if (typeof model === "string" && provider && own.trim() !== "") return model;
  throw new MissingModelError(
    `The model ${JSON.stringify(model)} names no provider. Write that before a colon, as in llmCall("openai:gpt-4o-mini").`,
  );
}

type Given = Omit<AnyCallOptions<LlmTypes>, "callParams">;

/** Options are looked at when the call is made, and nothing that a caller changes until then is to be seen. */
function copied(given: Given): Given {
  const { tools = [], metadata, limits, retry, timeouts, fallback } = given;
  if (!Array.isArray(tools) || !tools.every((tool) => typeof tool === "function")) {
    throw new CallOptionsError(
      "tools of llmCall are classes of BaseTool, or made by tool(): a definition in one provider's words is for that provider's own call.",
    );
  }
  return {
    ...given,
    ...(given.tools && { tools: [...tools] }),
    ...(metadata && { metadata: { ...metadata } }),
    ...(limits && { limits: { ...limits } }),
    ...(retry && { retry: { ...retry } }),
    ...(timeouts && { timeouts: { ...timeouts } }),
    ...(Array.isArray(fallback) && { fallback: [...fallback] }),
  };
}

/** Notes of what a decorator makes that it is llmCall's, so that `override` takes it. */
function marked(decorate: (...args: never[]) => unknown): typeof decorate {
  return (...args) => {
    const made = decorate(...args);
    const { value: method = made }: { value?: unknown } = Object(made);
    if (typeof method === "function") llmMetadata.set(method, true);
    return made;
  };
}
