import type { NeutralCallParams } from "../call/neutral-params.js";
import type { ClassParams } from "../call/prompt-source.js";
import { CallOptionsError } from "../errors.js";
import type { Provider } from "./provider.js";
import type { SentParams } from "./provider-types.js";

type ParamNames = Pick<Provider, "name" | "neutralNames" | "aliases" | "setByTheLibrary">;

/** Layers of params as one, under the provider's names; the last is asked first. Throws `CallOptionsError` for what is no call param. */
export function mergeParams(provider: ParamNames, layers: readonly (object | undefined)[]): SentParams {
  const merged = new Map<string, unknown>();
  for (const layer of layers) {
    for (const [name, value] of Object.entries(toOwnNames(provider, layer ?? {}))) {
      const alias = provider.aliases[name];
      if (alias !== undefined) merged.delete(alias);
      merged.set(name, value);
    }
  }
  for (const name of provider.setByTheLibrary) {
    if (!merged.has(name)) continue;
    throw new CallOptionsError(
      `callParams.${name} is set by the library: it comes from the prompt and the call's options.`,
    );
  }
  return Object.fromEntries(merged);
}

/** What a class's params are to this provider: all of them, or of another provider's the neutral ones. */
export function classLayer(provider: ParamNames, { provider: owner, params }: ClassParams): object {
  if (owner === provider.name) return params;
  return Object.fromEntries(Object.entries(params).filter(([name]) => isNeutral(provider, name)));
}

/** Where one layer has both names, the provider's own is the more exact. */
function toOwnNames(provider: ParamNames, layer: object): object {
  const entries = Object.entries(layer).filter(([, value]) => value !== undefined);
  const renamed = entries.flatMap(([name, value]) => {
    const own = isNeutral(provider, name) ? provider.neutralNames[name] : undefined;
    return own === undefined ? [] : [[own, value] as const];
  });
  const own = entries.filter(([name]) => !isNeutral(provider, name));
  return { ...Object.fromEntries(renamed), ...Object.fromEntries(own) };
}

function isNeutral({ neutralNames }: ParamNames, name: string): name is keyof NeutralCallParams {
  return Object.hasOwn(neutralNames, name);
}
