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
import type { OpenAICallParams } from "./call-params.js";
import { chatProvider } from "./provider.js";
import type { OpenAITool } from "./tool.js";
import type { OpenAITypes } from "./types.js";

/** Options of one call of a prompt object. They win over everything that the prompt says. */
export type OpenAIPromptOptions<Stream, Tools extends readonly OpenAITool[], Parsed, Model = undefined> = PromptOptions<
  OpenAITypes,
  Stream,
  Tools,
  Parsed,
  Model
>;

/** Options of `extract`, which has its own schema and parses nothing more. */
export type OpenAIExtractOptions = ExtractOptions<OpenAITypes>;

/**
 * Sends a prompt object; what it returns is typed by the options, as with `openaiCall`.
 *
 * Throws `CallOptionsError` for options that make no sense, `MissingModelError` when neither they nor the prompt name a
 * model, and what rendering the prompt throws.
 */
export const call: PromptCall<OpenAITypes> = createPromptCall(chatProvider);

/** Puts call params on a prompt class; see `OpenAICallParams`. Subclasses inherit them, and may say more. */
export const callParams = createCallParams<OpenAICallParams>("openai");

/**
 * A prompt for OpenAI's chat completions:
 *
 * ```ts
 * @promptTemplate("Recommend recipes with {ingredient}")
 * @callParams({ model: "gpt-4o-mini", temperature: 0.7 })
 * class Recipe extends OpenAIPrompt.with({ ingredient: z.string() }) {}
 *
 * const recipe = new Recipe({ ingredient: "apples" });
 * const response = await recipe.call();
 * for await (const [chunk] of recipe.stream()) process.stdout.write(chunk.content);
 * ```
 */
export class OpenAIPrompt extends ProviderPrompt<OpenAITypes> {
  override get [ownProvider](): Provider<OpenAITypes> {
    return chatProvider;
  }
}
