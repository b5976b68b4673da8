import type { NeutralCallParams } from "../call/neutral-params.js";
import { CallOptionsError } from "../errors.js";
import type { Provider } from "./provider.js";
import type { SentParams } from "./provider-types.js";

type ParamNames = Pick<Provider, "name" | "neutralNames" | "aliases" | "setByTheLibrary">;

/**
 * Layers of params as one, under the provider's names; the last is asked first. Throws `CallOptionsError` for what is no call param, and
 * for a neutral one that this provider has no such thing for.
 */
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

/** Params that were written for another provider, as far as they mean something to this one. */
export interface ForeignParams {
  readonly params: object;
  /** The names of those that do not. The model is none of them: it is another provider's by nature. */
  readonly dropped: readonly string[];
}

/** Of params that were written for another provider, the neutral ones that this one has a name for. */
export function neutralLayer(provider: ParamNames, layer: object): ForeignParams {
  const given = Object.entries(layer).filter(([, value]) => value !== undefined);
  const isKept = ([name]: [string, unknown]): boolean =>
    isNeutral(provider, name) && provider.neutralNames[name] !== undefined;
  const dropped = given.filter((entry) => !isKept(entry)).map(([name]) => name);
  return { params: Object.fromEntries(given.filter(isKept)), dropped: dropped.filter((name) => name !== "model") };
}

/** Where one layer has both names, the provider's own is the more exact. */
function toOwnNames(provider: ParamNames, layer: object): object {
  const entries = Object.entries(layer).filter(([, value]) => value !== undefined);
  const renamed = entries.flatMap(([name, value]) => {
    if (!isNeutral(provider, name)) return [];
    const own = provider.neutralNames[name];
    if (own !== undefined) return [[own, value] as const];
    // Null says that it is not wanted, which holds without saying.
    if (value === null) return [];
    throw new CallOptionsError(
      `callParams.${name} cannot be sent: the provider ${JSON.stringify(provider.name)} has no such param. Leave it out.`,
    );
  });
  const own = entries.filter(([name]) => !isNeutral(provider, name));
  return { ...Object.fromEntries(renamed), ...Object.fromEntries(own) };
}

function isNeutral({ neutralNames }: ParamNames, name: string): name is keyof NeutralCallParams {
  return Object.hasOwn(neutralNames, name);
}
