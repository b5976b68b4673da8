import type { DynamicConfigOf, PromptResultOf } from "@zoetrope/core";
import type { OpenAIResponsesTypes } from "./types.js";

/** What a prompt for the Responses API may compute for one run. */
export type OpenAIResponsesDynamicConfig = DynamicConfigOf<OpenAIResponsesTypes>;

/** What a function decorated with `openaiResponsesCall` may return. */
export type OpenAIResponsesPromptResult = PromptResultOf<OpenAIResponsesTypes>;
