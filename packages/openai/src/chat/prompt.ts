import {
  BasePrompt,
  createCallParams,
  promptProvider,
  toNeutral,
  type Invocation,
  type Message,
  type ResponseSchema,
  type StreamOption,
  type StreamOptions,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { chatRunner } from "./call.js";
import { checkOptions, type OpenAICallOptions, type OpenAICallResult } from "./call-options.js";
import type { OpenAICallParams } from "./call-params.js";
import type { OpenAIDynamicConfig } from "./dynamic-config.js";
import { isOpenAIMessage } from "./is-openai-message.js";
import type { OpenAIPromptResult } from "./prepare-call.js";
import { fromOpenAIMessage } from "./read-messages.js";
import type { OpenAITool } from "./tool.js";

/** Options of one call of a prompt object. They win over everything that the prompt says. */
export type OpenAIPromptOptions<
  Stream,
  Tools extends readonly OpenAITool[],
  Parsed,
  Model = undefined,
> = OpenAICallOptions<Stream, Tools, Parsed, Model> & {
  /** Default: the one that the prompt brings, by `callParams` on its class or by its dynamic config. */
  readonly model?: string;
};

/** Options of `extract`, which has its own schema and parses nothing more. */
export type OpenAIExtractOptions = Omit<
  OpenAIPromptOptions<false, [], unknown>,
  "failFast" | "outputParser" | "responseModel" | "stream" | "tools"
>;

/**
 * Sends a prompt object; what it returns is typed by the options, as with `openaiCall`.
 *
 * Throws `CallOptionsError` for options that make no sense, `MissingModelError` when neither they nor the prompt name a
 * model, and what rendering the prompt throws.
 */
export function call<
  const Stream extends StreamOption = false,
  const Tools extends readonly OpenAITool[] = [],
  Parsed = unknown,
  const Model extends ResponseSchema | undefined = undefined,
>(
  prompt: BasePrompt,
  options?: OpenAIPromptOptions<Stream, Tools, Parsed, Model>,
): OpenAICallResult<Stream, Tools, Parsed, Model>;
export function call<
  Stream extends StreamOption,
  Tools extends readonly OpenAITool[],
  Parsed,
  Model extends ResponseSchema | undefined,
>(prompt: BasePrompt, options?: OpenAIPromptOptions<Stream, Tools, Parsed, Model>): unknown {
  return runnerOf(options).run(invocationOf(prompt));
}

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
export class OpenAIPrompt extends BasePrompt {
  override dynamicConfig(): OpenAIDynamicConfig | PromiseLike<OpenAIDynamicConfig> {
    return {};
  }

  /** Renders and sends this prompt. Throws as the function `call` does. */
  call<
    const Tools extends readonly OpenAITool[] = [],
    Parsed = unknown,
    const Model extends ResponseSchema | undefined = undefined,
  >(options?: OpenAIPromptOptions<false, Tools, Parsed, Model>): OpenAICallResult<false, Tools, Parsed, Model> {
    return call<false, Tools, Parsed, Model>(this, options);
  }

  /** The same, streamed: `{ stream: { partialTools: true } }` says how. The request is sent at the first read. */
  stream<
    const Stream extends true | StreamOptions = true,
    const Tools extends readonly OpenAITool[] = [],
    const Model extends ResponseSchema | undefined = undefined,
  >(options?: OpenAIPromptOptions<Stream, Tools, unknown, Model>): OpenAICallResult<Stream, Tools, unknown, Model>;
  stream(options?: object): unknown {
    // What the overload lets in, whose `stream` may say more than that it is one.
    const asked = { stream: true, ...options } as OpenAIPromptOptions<true, [], unknown, undefined>;
    return runnerOf(asked).run(invocationOf(this));
  }

  /**
   * The value that this schema reads from the answer. Throws `RefusalError`, `OutputTruncatedError`, `ContentFilterError` or
   * `ResponseValidationError` where there is none.
   */
  extract<const Model extends ResponseSchema>(
    schema: Model,
    options?: OpenAIExtractOptions,
  ): OpenAICallResult<false, [], unknown, Model> {
    return call<false, [], unknown, Model>(this, { ...options, responseModel: schema });
  }

  /** The exact body that `call` would send first, or `stream` with `stream: true`. Sends nothing. */
  async toRequest<
    const Stream extends StreamOption = false,
    const Tools extends readonly OpenAITool[] = [],
    Parsed = unknown,
    const Model extends ResponseSchema | undefined = undefined,
  >(options?: OpenAIPromptOptions<Stream, Tools, Parsed, Model>): Promise<OpenAI.ChatCompletionCreateParams> {
    return runnerOf(options).toRequest(invocationOf(this));
  }

  /** The same as text, each message and part with where it came from. */
  async explain<
    const Stream extends StreamOption = false,
    const Tools extends readonly OpenAITool[] = [],
    Parsed = unknown,
    const Model extends ResponseSchema | undefined = undefined,
  >(options?: OpenAIPromptOptions<Stream, Tools, Parsed, Model>): Promise<string> {
    return runnerOf(options).explain(invocationOf(this));
  }

  override get [promptProvider](): string {
    return "openai";
  }

  override [toNeutral](message: Message): Message {
    return isOpenAIMessage(message) ? fromOpenAIMessage(message) : message;
  }
}

function runnerOf<Stream, Tools extends readonly OpenAITool[], Parsed, Model>(
  options: OpenAIPromptOptions<Stream, Tools, Parsed, Model> = {},
): ReturnType<typeof chatRunner> {
  const { model, ...given } = options;
  return chatRunner(checkOptions(model, given, true));
}

function invocationOf(prompt: BasePrompt): Invocation<OpenAIPromptResult> {
  return { name: prompt.constructor.name || "The prompt", fnArgs: [], template: null, result: prompt };
}
