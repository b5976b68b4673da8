import { createCallDecorator, type CallDecorator } from "../call/call-decorator.js";
import type { StreamOption } from "../call/stream-option.js";
import type { ResponseSchema } from "../structured/response-schema.js";
import { callRunner } from "./call-runner.js";
import type { CallOptions, CallResult, ParserOf } from "./call-options.js";
import { checkOptions } from "./check-options.js";
import type { PromptResultOf } from "./prepare-call.js";
import type { Provider } from "./provider.js";
import type { ProviderTypes, ToolLikeOf } from "./provider-types.js";

/** What a provider's call function returns. */
export type CallDecoratorOf<Types extends ProviderTypes, Result> = CallDecorator<
  PromptResultOf<Types>,
  Result,
  Types["body"]
>;

/** A provider's call function: `openaiCall("gpt-4o-mini", { stream: true })`. The model may be left out where the prompt brings one. */
export interface CallFactory<Types extends ProviderTypes> {
  <
    const Stream extends StreamOption = false,
    const Tools extends readonly ToolLikeOf<Types>[] = [],
    Parsed = unknown,
    const Model extends ResponseSchema | undefined = undefined,
  >(
    model: string,
    options?: CallOptions<Types, Stream, Tools, Parsed, Model> & ParserOf<Types, Tools, Parsed, Model>,
  ): CallDecoratorOf<Types, CallResult<Types, Stream, Tools, Parsed, Model>>;
  <
    const Stream extends StreamOption = false,
    const Tools extends readonly ToolLikeOf<Types>[] = [],
    Parsed = unknown,
    const Model extends ResponseSchema | undefined = undefined,
  >(
    options: { readonly model?: string } & CallOptions<Types, Stream, Tools, Parsed, Model> &
      ParserOf<Types, Tools, Parsed, Model>,
  ): CallDecoratorOf<Types, CallResult<Types, Stream, Tools, Parsed, Model>>;
}

/** Makes a provider's call function. */
export function createCall<Types extends ProviderTypes>(provider: Provider<Types>): CallFactory<Types> {
  function call(first: unknown = {}, second: object = {}): unknown {
    // What the signatures let in; whatever else came is told by `checkOptions`.
    const { model, ...given }: { readonly model?: string } =
      typeof first === "string" ? { model: first, ...second } : { ...Object(first) };
    return createCallDecorator(callRunner(provider, checkOptions(provider, model, given)));
  }
  // The options decide what comes back, which no signature of an implementation can say.
  return call as CallFactory<Types>;
}
