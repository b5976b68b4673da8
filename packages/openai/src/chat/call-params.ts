import type { NeutralCallParams, NeutralParamNames } from "@zoetrope/core";
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

/** How OpenAI calls the neutral params. */
export const neutralNames: NeutralParamNames = {
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
export const aliases: Readonly<Record<string, string>> = {
  max_completion_tokens: "max_tokens",
  max_tokens: "max_completion_tokens",
};

/** Fields of a body that are no call params. */
export const setByTheLibrary = ["messages", "tools", "stream"];
