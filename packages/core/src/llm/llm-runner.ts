import type { CallRunner } from "../call/call-decorator.js";
import type { CallDescription } from "../call/call-description.js";
import { andThen, isPromiseLike, type MaybePromise } from "../call/maybe-promise.js";
import { currentContext, runInContext, type CallContext } from "../context/call-context.js";
import { CallOptionsError } from "../errors.js";
import { callRunner } from "../provider/call-runner.js";
import { checkOptions, type AnyCallOptions, type CheckedOptions } from "../provider/check-options.js";
import { routedClient } from "../provider/fallback-call.js";
import type { PromptResultOf } from "../provider/prepare-call.js";
import type { ClientOptions } from "../provider/provider.js";
import type { CheckedFallback } from "../retry/fallback.js";
import { toolDefinition } from "../tool/tool-spec.js";
import { outsideLayers, settleLayers, type CallLayer, type PromptOwner, type SettledCall } from "./call-layers.js";
import { checkCallParams, type LlmCallParams } from "./call-params.js";
import { computedLayer, ownerOf, renderedBy, settledPrompt, sourceOf } from "./llm-prompt.js";
import type { LlmInvocation, LlmPrompt } from "./llm-prompt.js";
import { neutralProvider } from "./neutral-provider.js";
import type { ProviderRegistry } from "./provider-registry.js";
import type { LlmTypes } from "./types.js";

export interface LlmRunnerOptions {
  readonly registry: ProviderRegistry;
  /** With its provider. Undefined where the prompt or a context brings it. */
  readonly model: string | undefined;
  /** A copy of the decorator's options. */
  readonly options: Omit<AnyCallOptions<LlmTypes>, "callParams">;
  readonly callParams: LlmCallParams;
  readonly stream: boolean;
}

/** A route that the prompt takes when another provider has failed. */
interface Reroute {
  readonly layer: CallLayer;
  readonly client: ClientOptions;
}

/** A call whose provider is chosen. */
interface ChosenCall {
  run(): unknown;
  toRequest(): Promise<object>;
  explain(): Promise<string>;
}

/** How calls are made whose provider is known when they are. */
export class LlmRunner implements CallRunner<PromptResultOf<LlmTypes>, unknown, object> {
  readonly #given: LlmRunnerOptions;
  readonly #reroute: Reroute | null;
  /** Options are checked once for each provider that has served. */
  readonly #checked = new Map<string, CheckedOptions<LlmTypes>>();

  constructor(given: LlmRunnerOptions, reroute: Reroute | null = null) {
    this.#given = given;
    this.#reroute = reroute;
  }

  run(invocation: LlmInvocation): unknown {
    return this.#run(invocation, renderedBy(invocation), currentContext());
  }

  async toRequest(invocation: LlmInvocation): Promise<object> {
    const context = currentContext();
    return this.#chosen(invocation, await renderedBy(invocation), context).toRequest();
  }

  async explain(invocation: LlmInvocation): Promise<string> {
    const context = currentContext();
    return this.#chosen(invocation, await renderedBy(invocation), context).explain();
  }

  /** In neutral words, because no provider needs to be registered for it. */
  describe(): CallDescription {
    const { model, options, callParams } = this.#given;
    const tools = (options.tools ?? []).map(toolDefinition);
    return { provider: "llm", params: { ...callParams, ...(model !== undefined && { model }) }, tools };
  }

  /** Throws `CallOptionsError` for what the decorator's own provider refuses. */
  check(): void {
    this.#optionsFor(this.#settle([this.#decorator], "The call", null));
  }

  #run(invocation: LlmInvocation, prompt: MaybePromise<LlmPrompt>, context: CallContext): unknown {
    if (!isPromiseLike(prompt)) return this.#chosen(invocation, prompt, context).run();
    if (this.#given.stream) return this.#chosenEarly(invocation, prompt, context).run();
    // Not `context`: a fallback ends with the call that it stands in for, and is paid from the same budgets.
    const around = currentContext();
    return prompt.then((ready) => runInContext(around, () => this.#chosen(invocation, ready, context).run()));
  }

  get #decorator(): CallLayer {
    const { model, callParams } = this.#given;
    return { from: "decorator", model, callParams };
  }

  #settle(layers: readonly CallLayer[], name: string, owner: PromptOwner | null): SettledCall {
    const rerouted = this.#reroute ? [this.#reroute.layer] : [];
    return settleLayers(this.#given.registry, [...layers, ...rerouted], { name, owner });
  }

  #settlePrompt(prompt: LlmPrompt, name: string, context: CallContext): SettledCall {
    return this.#settle([this.#decorator, ...computedLayer(prompt), ...outsideLayers(context)], name, ownerOf(prompt));
  }

  #chosen(invocation: LlmInvocation, prompt: LlmPrompt, context: CallContext): ChosenCall {
    const settled = this.#settlePrompt(prompt, invocation.name, context);
    return this.#call(invocation, settled, settledPrompt(prompt, settled), context);
  }

  /** A stream is there before its prompt is, so that what a pending prompt says comes too late to choose the provider. */
  #chosenEarly(invocation: LlmInvocation, pending: Promise<LlmPrompt>, context: CallContext): ChosenCall {
    const { name } = invocation;
    const early = this.#settle([this.#decorator, ...outsideLayers(context)], name, null);
    const prompt = pending.then((ready) => {
      const settled = this.#settlePrompt(ready, name, context);
      if (settled.provider === early.provider) return settledPrompt(ready, settled);
      throw new CallOptionsError(
        `${name}: the prompt names a model of "${settled.provider.name}" when the stream of "${early.provider.name}" is already there. Name it in llmCall, or make the prompt without a promise.`,
      );
    });
    // Its failure is for whoever reads the stream.
    prompt.then(undefined, () => undefined);
    return this.#call(invocation, early, prompt, context);
  }

  #call(
    invocation: LlmInvocation,
    settled: SettledCall,
    prompt: MaybePromise<LlmPrompt>,
    context: CallContext,
  ): ChosenCall {
    const own = { ...invocation, result: andThen(prompt, sourceOf) };
    const options = this.#optionsFor(settled);
    const again = (layer: CallLayer, client: ClientOptions): unknown => {
      const rest = { ...this.#given, options: { ...this.#given.options, fallback: [] } };
      return new LlmRunner(rest, { layer, client }).#run(invocation, renderedBy(invocation), context);
    };
    const fallbacks = options.fallbacks.map((fallback) => this.#fallback(fallback, options, settled, again));
    const runner = callRunner(neutralProvider(settled.provider), { ...options, fallbacks });
    return {
      run: () => runner.run(own),
      toRequest: () => runner.toRequest(own),
      explain: () => runner.explain(own),
    };
  }

  /** A fallback whose model is another provider's becomes a call of that provider, with the same prompt. */
  #fallback(
    { call, on, model, callParams, ...client }: CheckedFallback,
    options: CheckedOptions<LlmTypes>,
    { provider, layers }: SettledCall,
    again: (layer: CallLayer, client: ClientOptions) => unknown,
  ): CheckedFallback {
    if (call) return { on, call };
    const checked = checkCallParams(callParams, "callParams of a fallback");
    // It stands in the decorator: its key and its model are for that one's provider, wherever the call was moved.
    const owner = { provider: layers.find(({ from }) => from === "decorator")?.writtenFor ?? provider.name };
    const layer: CallLayer = {
      from: "fallback",
      model: model ?? checked.model,
      provider: owner.provider,
      callParams: checked,
    };
    const route = settleLayers(this.#given.registry, [layer], { name: "The fallback", owner });
    if (route.provider === provider) return { call, on, ...client, callParams: { ...route.layers[0]?.params } };
    if (options.stream && options.structured?.model) {
      throw new CallOptionsError(
        "A stream of values, of which some may have been shown, cannot fall back to another provider.",
      );
    }
    return { on, call: () => again(layer, client) };
  }

  #optionsFor({ provider, layers }: SettledCall): CheckedOptions<LlmTypes> {
    const decorator = layers.find(({ from }) => from === "decorator");
    const isForeign = decorator?.isForeign === true;
    const key = `${provider.name}:${isForeign}`;
    const known = this.#checked.get(key);
    if (known) return known;
    const { client, apiKey, baseURL, ...options } = this.#given.options;
    const own: ClientOptions = isForeign ? {} : { client, apiKey, baseURL };
    const callParams = { ...decorator?.params };
    const checked = checkOptions(neutralProvider(provider), undefined, {
      ...options,
      ...(this.#reroute ? routedClient(own, this.#reroute.client) : own),
      callParams,
    });
    this.#checked.set(key, checked);
    return checked;
  }
}
