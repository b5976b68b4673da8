import type { DynamicConfigOf, PromptResultOf } from "@zoetrope/core";
import type { GoogleTypes } from "./types.js";

/** What a prompt for Google may compute for one run. */
export type GoogleDynamicConfig = DynamicConfigOf<GoogleTypes>;

/** What a function decorated with `googleCall` may return. */
export type GooglePromptResult = PromptResultOf<GoogleTypes>;
