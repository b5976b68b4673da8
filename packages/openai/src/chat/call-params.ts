import { CallOptionsError, type ClassParams, type NeutralCallParams, type NeutralParamNames } from "@zoetrope/core";
import type OpenAI from "openai";

/**
 * Params of a chat completion, under OpenAI's own names or the neutral ones (`maxTokens`), in any mix. What the library sets itself
 * (messages, tools, stream) is left out. Undefined is dropped, null is sent. Params that OpenAI does not know, for servers that do, may
 * stand beside them.
 */
export type OpenAICallParams = Omit<
  Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>,
  "messages" | "tools" | "stream" | "stream_options"
> &
  NeutralCallParams & {
    /**
     * Merged with the usage report that is asked for by default; `include_usage: false` turns that off; null leaves all of it out, for
     * servers that refuse it.
     */
    readonly stream_options?: OpenAI.ChatCompletionStreamOptions | null;
  };

/** Params as they are sent. */
export type SentParams = Readonly<Record<string, unknown>>;

const neutralNames: NeutralParamNames = {
  frequencyPenalty: "frequency_penalty",
  // `max_tokens` is the older name, which reasoning models refuse.
  maxTokens: "max_completion_tokens",
  presencePenalty: "presence_penalty",
  seed: "seed",
  stop: "stop",
  temperature: "temperature",
  topP: "top_p",
};

/** Two names for one thing: the one that was said last counts, and the other is not sent. */
const aliases: Readonly<Record<string, string>> = {
  max_completion_tokens: "max_tokens",
  max_tokens: "max_completion_tokens",
};

const setByTheLibrary = ["messages", "tools", "stream"];

/** Layers of params as one, the last first asked. */
export function mergeParams(layers: readonly (object | undefined)[]): SentParams {
  const merged = new Map<string, unknown>();
  for (const layer of layers) {
    for (const [name, value] of Object.entries(toOwnNames(layer ?? {}))) {
      const alias = aliases[name];
      if (alias !== undefined) merged.delete(alias);
      merged.set(name, value);
    }
  }
  for (const name of setByTheLibrary) {
    if (!merged.has(name)) continue;
    throw new CallOptionsError(
      `callParams.${name} is set by the library: it comes from the prompt and the call's options.`,
    );
  }
  return Object.fromEntries(merged);
}

/** What a class's params are to this provider: all of them, or of another provider's the neutral ones. */
export function classLayer({ provider, params }: ClassParams): object {
  if (provider === "openai") return params;
  return Object.fromEntries(Object.entries(params).filter(([name]) => isNeutral(name)));
}

/** Where one layer has both names, OpenAI's own is the more exact. */
function toOwnNames(layer: object): object {
  const entries = Object.entries(layer).filter(([, value]) => value !== undefined);
  const renamed = entries.flatMap(([name, value]) => {
    const own = isNeutral(name) ? neutralNames[name] : undefined;
    return own === undefined ? [] : [[own, value] as const];
  });
  return { ...Object.fromEntries(renamed), ...Object.fromEntries(entries.filter(([name]) => !isNeutral(name))) };
}

function isNeutral(name: string): name is keyof NeutralCallParams {
  return Object.hasOwn(neutralNames, name);
}
