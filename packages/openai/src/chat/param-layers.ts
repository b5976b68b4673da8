import type { DynamicConfig, RenderedPrompt } from "@zoetrope/core";
import type { CheckedOptions } from "./call-options.js";
import { classLayer } from "./call-params.js";

type Prompt = Pick<RenderedPrompt<object>, "classParams"> & { readonly config: Pick<DynamicConfig, "callParams"> };

/** Call params that were said in one place. */
export interface ParamLayer {
  /** The place, in words. */
  readonly from: string;
  readonly params: object | undefined;
}

/** The decorator's own call params, with the model, which it may have been given in two places. */
export function decoratorParams<Tool>({ model, callParams }: CheckedOptions<Tool>): object {
  return { ...callParams, model: model ?? callParams.model };
}

/** What the params of a call are merged from, lowest first. */
export function paramLayers<Tool>(options: CheckedOptions<Tool>, { classParams, config }: Prompt): ParamLayer[] {
  const own = { from: options.last ? "the call's options" : "decorator", params: decoratorParams(options) };
  const computed = { from: "dynamic config", params: config.callParams };
  return [
    ...classParams.map((layer) => ({ from: "class", params: classLayer(layer) })),
    ...(options.last ? [computed, own] : [own, computed]),
  ];
}
