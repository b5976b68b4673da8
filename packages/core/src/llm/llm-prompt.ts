import type { Invocation } from "../call/call-decorator.js";
import { andThen, type MaybePromise } from "../call/maybe-promise.js";
import { promptSource, type PromptSource, type RenderedPrompt } from "../call/prompt-source.js";
import { resolvePrompt } from "../call/resolve-prompt.js";
import { runPrompt } from "../context/call-context.js";
import type { Message } from "../messages/message.js";
import type { PromptResultOf } from "../provider/prepare-call.js";
import type { CallLayer, PromptOwner, SettledCall } from "./call-layers.js";
import { checkCallParams } from "./call-params.js";
import type { LlmTypes } from "./types.js";

export type LlmInvocation = Invocation<PromptResultOf<LlmTypes>>;
export type LlmPrompt = RenderedPrompt<Message>;

/** A promise while the prompt is one. */
export function renderedBy({ result, name }: LlmInvocation): MaybePromise<LlmPrompt> {
  return andThen(result, (given) => runPrompt(() => resolvePrompt<Message>(given, name)));
}

/** A prompt whose class has params for a provider's calls, or is that provider's, brings the provider with its model. */
export function ownerOf({ provider, classParams }: LlmPrompt): PromptOwner | null {
  const owner = provider ?? classParams.findLast(({ params }) => "model" in params)?.provider;
  return owner === undefined ? null : { provider: owner };
}

/** What the prompt computed. One of a provider's own class computes params in that provider's words, which the call sorts out. */
export function computedLayer({ config, provider }: LlmPrompt): CallLayer[] {
  if (config.callParams === undefined || provider !== undefined) return [];
  const callParams = checkCallParams(config.callParams, "callParams of a dynamic config");
  return [{ from: "dynamic config", model: callParams.model, callParams }];
}

/** The prompt, with all that is said of the call beside the decorator, in the words of the provider that serves. */
export function settledPrompt(prompt: LlmPrompt, { layers, warnings }: SettledCall): LlmPrompt {
  const { client, ...config } = prompt.config;
  const computed = layers.find(({ from }) => from === "dynamic config");
  // A client that a function computes is for the provider that it computes a model of, or else is decorated for.
  const own = computed ?? layers.find(({ from }) => from === "decorator");
  const isForeign = prompt.provider === undefined && own?.isForeign === true;
  return {
    ...prompt,
    config: {
      ...config,
      ...(computed && { callParams: computed.params }),
      ...(client !== undefined && !isForeign && { client }),
    },
    outside: layers.filter(({ from }) => from !== "decorator" && from !== "dynamic config"),
    warnings: [...(prompt.warnings ?? []), ...warnings],
  };
}

/** As a prompt function may return it. */
export function sourceOf(prompt: LlmPrompt): PromptSource<Message> {
  return { [promptSource]: () => prompt };
}
