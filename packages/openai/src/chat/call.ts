import {
  createCallDecorator,
  partialTools,
  type CallDecorator,
  type CallRunner,
  type ResponseSchema,
  type StreamOption,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { checkOptions, type CheckedOptions, type OpenAICallOptions, type OpenAICallResult } from "./call-options.js";
import { mergeParams } from "./call-params.js";
import { ChatCall } from "./chat-call.js";
import { explainCall } from "./explain-call.js";
import { decoratorParams } from "./param-layers.js";
import type { OpenAIPromptResult } from "./prepare-call.js";
import { detailsOf, runStructured } from "./structured-call.js";
import { toOpenAITools, type OpenAITool } from "./tool.js";

/**
 * Makes a call of chat completions from a function that returns a prompt: a string, a message or a list of messages, or a promise of
 * one of these.
 *
 * ```ts
 * const recommend = openaiCall("gpt-4o-mini", { stream: true })((genre: string) => `Recommend a ${genre} book`);
 * for await (const [chunk] of recommend("fantasy")) process.stdout.write(chunk.content);
 * ```
 *
 * Throws `CallOptionsError` at decoration for options that make no sense. A refused request throws the SDK's own error, whole calls
 * when they are awaited and streams at the first read.
 */
export function openaiCall<
  const Stream extends StreamOption = false,
  const Tools extends readonly OpenAITool[] = [],
  Parsed = unknown,
  const Model extends ResponseSchema | undefined = undefined,
>(
  model: string,
  options?: OpenAICallOptions<Stream, Tools, Parsed, Model>,
): OpenAICallDecorator<OpenAICallResult<Stream, Tools, Parsed, Model>>;
export function openaiCall<
  const Stream extends StreamOption = false,
  const Tools extends readonly OpenAITool[] = [],
  Parsed = unknown,
  const Model extends ResponseSchema | undefined = undefined,
>(
  options: { readonly model?: string } & OpenAICallOptions<Stream, Tools, Parsed, Model>,
): OpenAICallDecorator<OpenAICallResult<Stream, Tools, Parsed, Model>>;
export function openaiCall<
  Stream extends StreamOption,
  Tools extends readonly OpenAITool[],
  Parsed,
  Model extends ResponseSchema | undefined,
>(
  first: string | ({ readonly model?: string } & OpenAICallOptions<Stream, Tools, Parsed, Model>) = {},
  second: OpenAICallOptions<Stream, Tools, Parsed, Model> = {},
): unknown {
  const { model, ...given } = typeof first === "string" ? { model: first, ...second } : first;
  return createCallDecorator(chatRunner(checkOptions(model, given)));
}

/** What `openaiCall` returns. */
export type OpenAICallDecorator<Result> = CallDecorator<OpenAIPromptResult, Result, OpenAI.ChatCompletionCreateParams>;

/** How calls with these options are made. */
export function chatRunner<Tool>(
  options: CheckedOptions<Tool>,
): CallRunner<OpenAIPromptResult, unknown, OpenAI.ChatCompletionCreateParams> {
  return {
    run(invocation) {
      const call = ChatCall.of(options, invocation);
      if (options.structured?.model) return runStructured(call, options.structured.model, options);
      if (options.stream) return call.stream(options.partialTools ? partialTools() : undefined);
      const response = call.response();
      return options.outputParser
        ? response.then((whole) => options.outputParser?.(whole, detailsOf(whole)))
        : response;
    },
    toRequest: async (invocation) => ChatCall.of(options, invocation).request(),
    explain: async (invocation) => {
      const call = ChatCall.of(options, invocation);
      return explainCall({ name: invocation.name, options, prepared: await call.prepared, body: await call.request() });
    },
    describe: () => ({
      provider: "openai",
      params: mergeParams([decoratorParams(options)]),
      tools: toOpenAITools(options.tools) ?? [],
    }),
  };
}
