import type { DynamicConfigOf, PromptResultOf } from "@zoetrope/core";
import type { OpenAITypes } from "./types.js";

/** What a prompt for OpenAI may compute for one run. */
export type OpenAIDynamicConfig = DynamicConfigOf<OpenAITypes>;

/** What a function decorated with `openaiCall` may return. */
export type OpenAIPromptResult = PromptResultOf<OpenAITypes>;
