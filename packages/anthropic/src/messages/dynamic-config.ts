import type { DynamicConfigOf, PromptResultOf } from "@zoetrope/core";
import type { AnthropicTypes } from "./types.js";

/** What a prompt for Anthropic may compute for one run. */
export type AnthropicDynamicConfig = DynamicConfigOf<AnthropicTypes>;

/** What a function decorated with `anthropicCall` may return. */
export type AnthropicPromptResult = PromptResultOf<AnthropicTypes>;
