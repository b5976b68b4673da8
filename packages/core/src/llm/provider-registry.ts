import { CallOptionsError } from "../errors.js";
import type { Provider } from "../provider/provider.js";
import { nearestName } from "../template/nearest-name.js";

/** Where the providers of this project live, for the error that names what is missing. */
const knownProviders: ReadonlyMap<string, { readonly from: string; readonly name: string }> = new Map([
  ["openai", { from: "@zoetrope/openai", name: "openai" }],
  ["openai-responses", { from: "@zoetrope/openai", name: "openaiResponses" }],
  ["anthropic", { from: "@zoetrope/anthropic", name: "anthropic" }],
  ["google", { from: "@zoetrope/google", name: "google" }],
]);

/** A model with who serves it. */
export interface ServedModel {
  readonly provider: Provider;
  /** As the provider calls it. */
  readonly model: string;
}

/** Providers by the prefix that models have: `"openai:gpt-4o-mini"` is served by the provider with the name `openai`. */
export class ProviderRegistry {
  readonly #providers = new Map<string, Provider>();

  constructor(providers: readonly Provider[] = []) {
    this.add(providers);
  }

  /** The same provider twice is fine. Throws `CallOptionsError` for another one under a name that is taken, and for what is no provider. */
  add(providers: readonly Provider[]): void {
    for (const provider of providers) {
      const { name, sendStream }: Partial<Provider> = Object(provider);
      if (typeof name !== "string" || typeof sendStream !== "function" || !/^[^:\s]+$/.test(name)) {
        throw new CallOptionsError(
          'registerProviders takes providers: import { openai } from "@zoetrope/openai"; registerProviders(openai).',
        );
      }
      const taken = this.#providers.get(name);
      if (taken !== undefined && taken !== provider) {
        throw new CallOptionsError(
          `Another provider is registered as ${JSON.stringify(name)}. Give this one a name of its own, or register one of the two.`,
        );
      }
    }
    for (const provider of providers) this.#providers.set(provider.name, provider);
  }

  get names(): readonly string[] {
    return [...this.#providers.keys()];
  }

  has(name: string): boolean {
    return this.#providers.has(name);
  }

  /** Throws `CallOptionsError`, naming what is registered and how to register what is not. */
  get(name: string): Provider {
    const provider = this.#providers.get(name);
    if (provider === undefined) throw new CallOptionsError(this.#missing(name));
    return provider;
  }

  #missing(name: string): string {
    const known = knownProviders.get(name);
    const registered = this.names.length === 0 ? "None is." : `Registered: ${this.names.join(", ")}.`;
    const said = `No provider is registered as ${JSON.stringify(name)}. ${registered}`;
    if (known) {
      return `${said} Install it (npm install ${known.from}), and register it: import { ${known.name} } from "${known.from}"; registerProviders(${known.name});`;
    }
    const nearest = nearestName(name, new Set([...this.names, ...knownProviders.keys()]));
    const meant = nearest === null ? "" : ` Did you mean ${JSON.stringify(nearest)}?`;
    return `${said}${meant} A model is named with its provider, as in "openai:gpt-4o-mini"; one whose own name holds a colon as well ("ollama:llama3:8b").`;
  }
}

/** What `llmCall` asks. Nothing is registered by importing a package, and nothing needs to be taken back: see `registerProviders`. */
export const registry = new ProviderRegistry();

/**
 * Makes providers known to `llmCall`, by their names:
 *
 * ```ts
 * import { openai, registerProviders } from "@zoetrope/openai";
 * import { anthropic } from "@zoetrope/anthropic";
 *
 * registerProviders(openai, anthropic);
 * ```
 *
 * Once, where a program begins; again does no harm. It may come after functions were decorated: a call looks when it is made.
 * Throws `CallOptionsError` for another provider under a name that is taken.
 */
export function registerProviders(...providers: readonly Provider[]): void {
  registry.add(providers);
}

/** Reads `"openai:gpt-4o-mini"`: what stands before the first colon names the provider, null where there is no colon. */
export function splitModel(model: string): { readonly provider: string | null; readonly model: string } {
  const at = model.indexOf(":");
  return at < 0 ? { provider: null, model } : { provider: model.slice(0, at), model: model.slice(at + 1) };
}
