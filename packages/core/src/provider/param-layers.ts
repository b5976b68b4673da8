import type { DynamicConfig } from "../call/dynamic-config.js";
import type { RenderedPrompt } from "../call/prompt-source.js";
import { neutralLayer, type ForeignParams } from "./call-params.js";
import type { CheckedOptions } from "./check-options.js";
import type { Provider } from "./provider.js";
import type { ProviderTypes } from "./provider-types.js";

type Prompt = Pick<RenderedPrompt<object>, "provider" | "classParams" | "outside"> & {
  readonly config: Pick<DynamicConfig, "callParams">;
};
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

/** What the params of a call are merged from, lowest first. What was written for another provider counts as far as it is neutral. */
export function paramLayers<Types extends ProviderTypes>(
  provider: Provider<Types>,
  options: OwnParams,
  { provider: owner = provider.name, classParams, config, outside = [] }: Prompt,
): ParamLayer[] {
  const own = { from: options.last ? "the call's options" : "decorator", params: decoratorParams(options) };
  const computed = { from: "dynamic config", params: layerOf(provider, owner, config.callParams).params };
  return [
    ...classParams.map((layer) => ({ from: "class", params: layerOf(provider, layer.provider, layer.params).params })),
    ...(options.last ? [computed, own] : [own, computed]),
    ...outside,
  ];
}

/** What of a prompt's params is not sent, in words. */
export function paramWarnings<Types extends ProviderTypes>(
  provider: Provider<Types>,
  { provider: owner = provider.name, classParams, config }: Prompt,
): string[] {
  const layers = [...classParams, { provider: owner, params: config.callParams }];
  const dropped = layers.flatMap(({ provider: writtenFor, params }) =>
    layerOf(provider, writtenFor, params).dropped.map((name) => droppedParam(name, writtenFor, provider.name)),
  );
  return [...new Set(dropped)];
}

/** A param that was written for one provider and is not sent to another, in words. */
export function droppedParam(name: string, writtenFor: string, provider: string): string {
  return `callParams.${name} was written for the provider "${writtenFor}", and is not sent to "${provider}".`;
}

function layerOf<Types extends ProviderTypes>(
  provider: Provider<Types>,
  writtenFor: string,
  params: object = {},
): ForeignParams {
  return writtenFor === provider.name ? { params, dropped: [] } : neutralLayer(provider, params);
}
