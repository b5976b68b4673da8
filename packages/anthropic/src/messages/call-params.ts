import type { NeutralCallParams, NeutralParamNames } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";

/**
 * Params of a message, under Anthropic's own names or the neutral ones (`maxTokens`), in any mix. What the library sets itself
 * (messages, system, tools, stream) is left out: system messages stand among the messages. Undefined is dropped, null is sent. Params
 * that Anthropic's types do not know may stand beside them.
 */
export type AnthropicCallParams = Omit<
  Partial<Anthropic.MessageCreateParamsNonStreaming>,
  "messages" | "system" | "tools" | "stream"
> &
  NeutralCallParams & {
    /**
     * Most tokens of the answer, thinking included. The API asks for it in every request. Default: 4,096, which every model takes, and
     * with `thinking.budget_tokens` that much more.
     */
    readonly max_tokens?: number;
    /** Features in test, by name: sent as the header `anthropic-beta`. */
    readonly betas?: readonly string[];
  };

/** Anthropic has no seed and no penalties. */
export const neutralNames: NeutralParamNames = {
  frequencyPenalty: undefined,
  maxTokens: "max_tokens",
  presencePenalty: undefined,
  seed: undefined,
  stop: "stop_sequences",
  temperature: "temperature",
  topP: "top_p",
};

/** Params that the library fills from the prompt and the call's options. */
export const setByTheLibrary: readonly string[] = ["messages", "system", "tools", "stream"];
