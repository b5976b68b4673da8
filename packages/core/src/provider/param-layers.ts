import type { DynamicConfig } from "../call/dynamic-config.js";
import type { RenderedPrompt } from "../call/prompt-source.js";
import { classLayer } from "./call-params.js";
import type { CheckedOptions } from "./check-options.js";
import type { Provider } from "./provider.js";
import type { ProviderTypes } from "./provider-types.js";

type Prompt = Pick<RenderedPrompt<object>, "classParams"> & { readonly config: Pick<DynamicConfig, "callParams"> };
type OwnParams = Pick<CheckedOptions<ProviderTypes>, "model" | "callParams" | "last">;

/** Call params that were said in one place. */
export interface ParamLayer {
  /** The place, in words. */
  readonly from: string;
  readonly params: object | undefined;
}

/** The decorator's own call params, with the model, which it may have been given in two places. */
export function decoratorParams({ model, callParams }: Pick<OwnParams, "model" | "callParams">): object {
  return { ...callParams, model: model ?? ("model" in callParams ? callParams.model : undefined) };
}

/** What the params of a call are merged from, lowest first. */
export function paramLayers<Types extends ProviderTypes>(
  provider: Provider<Types>,
  options: OwnParams,
  { classParams, config }: Prompt,
): ParamLayer[] {
  const own = { from: options.last ? "the call's options" : "decorator", params: decoratorParams(options) };
  const computed = { from: "dynamic config", params: config.callParams };
  return [
    ...classParams.map((layer) => ({ from: "class", params: classLayer(provider, layer) })),
    ...(options.last ? [computed, own] : [own, computed]),
  ];
}
