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
import type { OpenAIResponsesCallParams } from "./call-params.js";
import { providerName } from "./provider-name.js";
import { responsesProvider } from "./provider.js";
import type { OpenAIResponsesTool } from "./tool.js";
import type { OpenAIResponsesTypes } from "./types.js";

/** Options of one call of a prompt object. They win over everything that the prompt says. */
export type OpenAIResponsesPromptOptions<
  Stream,
  Tools extends readonly OpenAIResponsesTool[],
  Parsed,
  Model = undefined,
> = PromptOptions<OpenAIResponsesTypes, Stream, Tools, Parsed, Model>;

/** Options of `extract`, which has its own schema and parses nothing more. */
export type OpenAIResponsesExtractOptions = ExtractOptions<OpenAIResponsesTypes>;

/**
 * Sends a prompt object; what it returns is typed by the options, as with `openaiResponsesCall`.
 *
 * Throws `CallOptionsError` for options that make no sense, `MissingModelError` when neither they nor the prompt name a
 * model, and what rendering the prompt throws.
 */
export const responsesCall: PromptCall<OpenAIResponsesTypes> = createPromptCall(responsesProvider);

/** Puts call params on a prompt class; see `OpenAIResponsesCallParams`. Subclasses inherit them, and may say more. */
export const responsesCallParams = createCallParams<OpenAIResponsesCallParams>(providerName);

/**
 * A prompt for OpenAI's Responses API:
 *
 * ```ts
 * @promptTemplate("Recommend recipes with {ingredient}")
 * @responsesCallParams({ model: "gpt-5-mini", reasoning: { effort: "low" } })
 * class Recipe extends OpenAIResponsesPrompt.with({ ingredient: z.string() }) {}
 *
 * const recipe = new Recipe({ ingredient: "apples" });
 * const response = await recipe.call();
 * for await (const [chunk] of recipe.stream()) process.stdout.write(chunk.content);
 * ```
 */
export class OpenAIResponsesPrompt extends ProviderPrompt<OpenAIResponsesTypes> {
  override get [ownProvider](): Provider<OpenAIResponsesTypes> {
    return responsesProvider;
  }
}
