import type { CallContext, CallSettings } from "../context/call-context.js";
import { MissingModelError } from "../errors.js";
import { neutralLayer } from "../provider/call-params.js";
import { droppedParam } from "../provider/param-layers.js";
import type { Provider } from "../provider/provider.js";
import { paramsFor, type LlmCallParams } from "./call-params.js";
import { splitModel, type ProviderRegistry } from "./provider-registry.js";

/** What was said of a call in one place. */
export interface CallLayer {
  /** The place, in words. */
  readonly from: "decorator" | "dynamic config" | "withContext" | "override" | "fallback";
  readonly model: string | undefined;
  /** Whom it is for, where its model does not say. */
  readonly provider?: string;
  readonly callParams: LlmCallParams;
}

/** A layer as the provider that serves the call takes it. */
export interface SettledLayer {
  readonly from: CallLayer["from"];
  /** The model included, where the layer names one of this provider's. */
  readonly params: object;
  readonly writtenFor: string;
  /** It was written for another provider. */
  readonly isForeign: boolean;
}

export interface SettledCall {
  readonly provider: Provider;
  readonly layers: readonly SettledLayer[];
  /** What was left out, in words. */
  readonly warnings: readonly string[];
}

/** Whose a prompt is that brings its own model. */
export interface PromptOwner {
  readonly provider: string;
}

interface Place {
  /** What errors call the call. */
  readonly name: string;
  readonly owner: PromptOwner | null;
}

/**
 * Who serves a call, and with what: the last layer that names a provider decides. A layer is written for the provider that was named
 * when it was put on; where another one serves, what only the first one has stays behind.
 *
 * Throws `MissingModelError` where no layer names a provider, and `CallOptionsError` for one that is not registered.
 */
export function settleLayers(
  registry: ProviderRegistry,
  layers: readonly CallLayer[],
  { name, owner }: Place,
): SettledCall {
  let own = owner?.provider ?? null;
  const named = layers.map((layer) => {
    const { provider: said, model } = layer.model === undefined ? nothing : splitModel(layer.model);
    // `override` was put on the call itself: a model alone is one of the call's own provider, and of none that a context names.
    const meant = layer.from === "override" && model !== undefined ? own : null;
    const provider = said ?? layer.provider ?? meant;
    if (layer.from !== "withContext") own = provider ?? own;
    return { layer, provider, model };
  });
  const chosen = named.findLast(({ provider }) => provider !== null)?.provider ?? owner?.provider;
  if (chosen === undefined) {
    throw new MissingModelError(`${name} has no model with a provider. Name one, as in llmCall("openai:gpt-4o-mini").`);
  }
  const provider = registry.get(chosen);
  const warnings: string[] = [];
  // Before anybody is named, it is for whoever serves.
  let writtenFor = owner?.provider ?? chosen;
  if (owner === null) writtenFor = named.find((one) => one.provider !== null)?.provider ?? chosen;
  const settled = named.map(({ layer: { from, callParams }, provider: said, model }): SettledLayer => {
    writtenFor = said ?? writtenFor;
    const params = paramsFor(provider, callParams);
    const isForeign = writtenFor !== provider.name;
    if (!isForeign)
      return { from, params: { ...params, ...(model !== undefined && { model }) }, writtenFor, isForeign };
    const { dropped } = neutralLayer(provider, paramsFor({ name: "" }, callParams));
    warnings.push(...dropped.map((param) => droppedParam(param, writtenFor, provider.name)));
    const kept = Object.entries(params).filter(([param]) => !dropped.includes(param));
    return { from, params: Object.fromEntries(kept), writtenFor, isForeign };
  });
  return { provider, layers: settled, warnings: [...new Set(warnings)] };
}

const nothing = { provider: null, model: undefined };

/** What is said of a call from outside of it, lowest first: `withContext`, the outermost first, then `override`, the one put on last. */
export function outsideLayers({ settings, overrides }: CallContext): CallLayer[] {
  const layer =
    (from: "withContext" | "override") =>
    ({ model, callParams = {} }: CallSettings): CallLayer => ({
      from,
      model,
      // Checked by `override` and `withContext`.
      callParams: callParams as LlmCallParams,
    });
  return [...settings.map(layer("withContext")), ...overrides.map(layer("override"))];
}
