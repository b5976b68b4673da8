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
import type { AnthropicCallParams } from "./call-params.js";
import { messagesProvider } from "./provider.js";
import type { AnthropicTool } from "./tool.js";
import type { AnthropicTypes } from "./types.js";

/** Options of one call of a prompt object. They win over everything that the prompt says. */
export type AnthropicPromptOptions<
  Stream,
  Tools extends readonly AnthropicTool[],
  Parsed,
  Model = undefined,
> = PromptOptions<AnthropicTypes, Stream, Tools, Parsed, Model>;

/** Options of `extract`, which has its own schema and parses nothing more. */
export type AnthropicExtractOptions = ExtractOptions<AnthropicTypes>;

/**
 * Sends a prompt object; what it returns is typed by the options, as with `anthropicCall`.
 *
 * Throws `CallOptionsError` for options that make no sense, `MissingModelError` when neither they nor the prompt name a
 * model, and what rendering the prompt throws.
 */
export const call: PromptCall<AnthropicTypes> = createPromptCall(messagesProvider);

/** Puts call params on a prompt class; see `AnthropicCallParams`. Subclasses inherit them, and may say more. */
export const callParams = createCallParams<AnthropicCallParams>("anthropic");

/**
 * A prompt for Anthropic's messages:
 *
 * ```ts
 * @promptTemplate("Recommend recipes with {ingredient}")
 * @callParams({ model: "claude-sonnet-5-5", temperature: 0.7 })
 * class Recipe extends AnthropicPrompt.with({ ingredient: z.string() }) {}
 *
 * const recipe = new Recipe({ ingredient: "apples" });
 * const response = await recipe.call();
 * for await (const [chunk] of recipe.stream()) process.stdout.write(chunk.content);
 * ```
 */
export class AnthropicPrompt extends ProviderPrompt<AnthropicTypes> {
  override get [ownProvider](): Provider<AnthropicTypes> {
    return messagesProvider;
  }
}
