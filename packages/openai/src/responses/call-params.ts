import type { NeutralCallParams, NeutralParamNames } from "@zoetrope/core";
import type OpenAI from "openai";

/**
 * Params of a response, under OpenAI's own names or the neutral ones (`maxTokens`), in any mix. What the library sets itself (input,
 * tools, stream) is left out. Undefined is dropped, null is sent. Params that OpenAI does not know, for servers that do, may stand beside
 * them.
 *
 * With `store: false`, `include: ["reasoning.encrypted_content"]` has the reasoning come along, so that `messageParam` can be sent back.
 */
export type OpenAIResponsesCallParams = Omit<
  Partial<OpenAI.Responses.ResponseCreateParamsNonStreaming>,
  "input" | "tools" | "stream"
> &
  Pick<NeutralCallParams, "maxTokens" | "temperature" | "topP">;

/** How the Responses API calls the neutral params. It has no seed, no penalties and no stop texts. */
export const neutralNames: NeutralParamNames = {
  frequencyPenalty: undefined,
  maxTokens: "max_output_tokens",
  presencePenalty: undefined,
  seed: undefined,
  stop: undefined,
  temperature: "temperature",
  topP: "top_p",
};

/** Fields of a body that are no call params. */
export const setByTheLibrary = ["input", "tools", "stream"];
