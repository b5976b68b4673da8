import type { Invocation } from "../call/call-decorator.js";
import { promptProvider } from "../call/prompt-source.js";
import type { StreamOption, StreamOptions } from "../call/stream-option.js";
import type { Message } from "../messages/message.js";
import { BasePrompt, toNeutral } from "../prompt/base-prompt.js";
import type { ResponseSchema } from "../structured/response-schema.js";
import { callRunner } from "./call-runner.js";
import type { CallOptions, CallResult } from "./call-options.js";
import { checkOptions } from "./check-options.js";
import type { DynamicConfigOf, PromptResultOf } from "./prepare-call.js";
import type { Provider } from "./provider.js";
import type { ProviderTypes, ToolLikeOf } from "./provider-types.js";

/** Options of one call of a prompt object. They win over everything that the prompt says. */
export type PromptOptions<
  Types extends ProviderTypes,
  Stream,
  Tools extends readonly ToolLikeOf<Types>[],
  Parsed,
  Model = undefined,
> = CallOptions<Types, Stream, Tools, Parsed, Model> & {
  /** Default: the one that the prompt brings, by `callParams` on its class or by its dynamic config. */
  readonly model?: string;
};

/** Options of `extract`, which has its own schema and parses nothing more. */
export type ExtractOptions<Types extends ProviderTypes, Model extends ResponseSchema = ResponseSchema> = Omit<
  PromptOptions<Types, false, [], unknown, Model>,
  "failFast" | "outputParser" | "responseModel" | "stream" | "tools"
>;

/** Sends a prompt object; what it returns is typed by the options, as with the call decorator. */
export interface PromptCall<Types extends ProviderTypes> {
  <
    const Stream extends StreamOption = false,
    const Tools extends readonly ToolLikeOf<Types>[] = [],
    Parsed = unknown,
    const Model extends ResponseSchema | undefined = undefined,
  >(
    prompt: BasePrompt,
    options?: PromptOptions<Types, Stream, Tools, Parsed, Model>,
  ): CallResult<Types, Stream, Tools, Parsed, Model>;
}

/** Makes a provider's function form of `call` and `stream`. */
export function createPromptCall<Types extends ProviderTypes>(provider: Provider<Types>): PromptCall<Types> {
  function call(prompt: BasePrompt, options?: object): unknown {
    return runnerOf(provider, options).run(invocationOf(prompt));
  }
  // The options decide what comes back, which no signature of an implementation can say.
  return call as PromptCall<Types>;
}

/** The key under which a prompt class names its provider, so that it takes no name from the fields. */
export const ownProvider: unique symbol = Symbol.for("zoetrope.ownProvider");

/** A prompt class of a provider's. A subclass says which: `get [ownProvider]() { return chat; }`. */
export abstract class ProviderPrompt<Types extends ProviderTypes> extends BasePrompt {
  abstract get [ownProvider](): Provider<Types>;

  override dynamicConfig(): DynamicConfigOf<Types> | PromiseLike<DynamicConfigOf<Types>> {
    return {};
  }

  /**
   * Renders and sends this prompt. Throws `CallOptionsError` for options that make no sense, `MissingModelError` when neither they nor the
   * prompt name a model, and what rendering the prompt throws.
   */
  call<
    const Tools extends readonly ToolLikeOf<Types>[] = [],
    Parsed = unknown,
    const Model extends ResponseSchema | undefined = undefined,
  >(options?: PromptOptions<Types, false, Tools, Parsed, Model>): CallResult<Types, false, Tools, Parsed, Model> {
    return createPromptCall(this[ownProvider])<false, Tools, Parsed, Model>(this, options);
  }

  /** The same, streamed: `{ stream: { partialTools: true } }` says how. The request is sent at the first read. */
  stream<
    const Stream extends true | StreamOptions = true,
    const Tools extends readonly ToolLikeOf<Types>[] = [],
    const Model extends ResponseSchema | undefined = undefined,
  >(options?: PromptOptions<Types, Stream, Tools, unknown, Model>): CallResult<Types, Stream, Tools, unknown, Model>;
  stream(options?: object): unknown {
    const streamed: object = { stream: true, ...options };
    return runnerOf(this[ownProvider], streamed).run(invocationOf(this));
  }

  /**
   * The value that this schema reads from the answer. Throws `RefusalError`, `OutputTruncatedError`, `ContentFilterError` or
   * `ResponseValidationError` where there is none.
   */
  extract<const Model extends ResponseSchema>(
    schema: Model,
    options?: ExtractOptions<Types, NoInfer<Model>>,
  ): CallResult<Types, false, [], unknown, Model>;
  extract(schema: ResponseSchema, options?: object): unknown {
    const extracting: object = { ...options, responseModel: schema };
    return runnerOf(this[ownProvider], extracting).run(invocationOf(this));
  }

  /** The exact body that `call` would send first, or `stream` with `stream: true`. Sends nothing. */
  toRequest<
    const Stream extends StreamOption = false,
    const Tools extends readonly ToolLikeOf<Types>[] = [],
    Parsed = unknown,
    const Model extends ResponseSchema | undefined = undefined,
  >(options?: PromptOptions<Types, Stream, Tools, Parsed, Model>): Promise<Types["body"]>;
  async toRequest(options?: object): Promise<Types["body"]> {
    return runnerOf(this[ownProvider], options).toRequest(invocationOf(this));
  }

  /** The same as text, each message and part with where it came from. */
  explain<
    const Stream extends StreamOption = false,
    const Tools extends readonly ToolLikeOf<Types>[] = [],
    Parsed = unknown,
    const Model extends ResponseSchema | undefined = undefined,
  >(options?: PromptOptions<Types, Stream, Tools, Parsed, Model>): Promise<string>;
  async explain(options?: object): Promise<string> {
    return runnerOf(this[ownProvider], options).explain(invocationOf(this));
  }

  override get [promptProvider](): string {
    return this[ownProvider].name;
  }

  override [toNeutral](message: Message): Message {
    return this[ownProvider].toNeutral(message);
  }
}

function runnerOf<Types extends ProviderTypes>(
  provider: Provider<Types>,
  options: { readonly model?: string } = {},
): ReturnType<typeof callRunner<Types>> {
  const { model, ...given } = options;
  return callRunner(provider, checkOptions(provider, model, given, true));
}

function invocationOf<Types extends ProviderTypes>(prompt: BasePrompt): Invocation<PromptResultOf<Types>> {
  return { name: prompt.constructor.name || "The prompt", fnArgs: [], template: null, result: prompt };
}
