import { createCallDecorator, type CallDecorator } from "@zoetrope/core";
import { checkOptions, type OpenAICallOptions, type OpenAICallResult } from "./call-options.js";
import { ChatCall, type OpenAIPromptResult } from "./chat-call.js";
import type { OpenAITool } from "./tool.js";

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
  const Stream extends boolean = false,
  const Tools extends readonly OpenAITool[] = [],
  Parsed = unknown,
>(
  model: string,
  options?: OpenAICallOptions<Stream, Tools, Parsed>,
): CallDecorator<OpenAIPromptResult, OpenAICallResult<Stream, Tools, Parsed>>;
export function openaiCall<
  const Stream extends boolean = false,
  const Tools extends readonly OpenAITool[] = [],
  Parsed = unknown,
>(
  options: { readonly model: string } & OpenAICallOptions<Stream, Tools, Parsed>,
): CallDecorator<OpenAIPromptResult, OpenAICallResult<Stream, Tools, Parsed>>;
export function openaiCall<Stream extends boolean, Tools extends readonly OpenAITool[], Parsed>(
  first: string | ({ readonly model: string } & OpenAICallOptions<Stream, Tools, Parsed>),
  second: OpenAICallOptions<Stream, Tools, Parsed> = {},
): CallDecorator<OpenAIPromptResult, unknown> {
  const { model, ...given } = typeof first === "string" ? { model: first, ...second } : first;
  const options = checkOptions(model, given);
  return createCallDecorator<OpenAIPromptResult, unknown>((invocation) => {
    const call = new ChatCall(options, invocation);
    if (options.stream) return call.stream();
    const response = call.response();
    return options.outputParser ? response.then(options.outputParser) : response;
  });
}
