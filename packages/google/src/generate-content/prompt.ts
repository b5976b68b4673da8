import {
  ProviderPrompt,
  createCallParams,
  createPromptCall,
  ownProvider,
  type ExtractOptions,
  type PromptCall,
  type PromptOptions,
  type Provider,
} from "@zoetrope/core";
import type { GoogleCallParams } from "./call-params.js";
import { googleProvider } from "./provider.js";
import type { GoogleTool } from "./tool.js";
import type { GoogleTypes } from "./types.js";

/** Options of one call of a prompt object. They win over everything that the prompt says. */
export type GooglePromptOptions<Stream, Tools extends readonly GoogleTool[], Parsed, Model = undefined> = PromptOptions<
  GoogleTypes,
  Stream,
  Tools,
  Parsed,
  Model
>;

/** Options of `extract`, which has its own schema and parses nothing more. */
export type GoogleExtractOptions = ExtractOptions<GoogleTypes>;

/**
 * Sends a prompt object; what it returns is typed by the options, as with `googleCall`.
 *
 * Throws `CallOptionsError` for options that make no sense, `MissingModelError` when neither they nor the prompt name a
 * model, and what rendering the prompt throws.
 */
export const call: PromptCall<GoogleTypes> = createPromptCall(googleProvider);

/** Puts call params on a prompt class; see `GoogleCallParams`. Subclasses inherit them, and may say more. */
export const callParams = createCallParams<GoogleCallParams>("google");

/**
 * A prompt for Gemini:
 *
 * ```ts
 * @promptTemplate("Recommend recipes with {ingredient}")
 * @callParams({ model: "gemini-2.5-flash", temperature: 0.7 })
 * class Recipe extends GooglePrompt.with({ ingredient: z.string() }) {}
 *
 * const recipe = new Recipe({ ingredient: "apples" });
 * const response = await recipe.call();
 * for await (const [chunk] of recipe.stream()) process.stdout.write(chunk.content);
 * ```
 */
export class GooglePrompt extends ProviderPrompt<GoogleTypes> {
  override get [ownProvider](): Provider<GoogleTypes> {
    return googleProvider;
  }
}
