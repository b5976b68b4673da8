import { createCall, type CallDecoratorOf, type CallFactory } from "@zoetrope/core";
import { messagesProvider } from "./provider.js";
import type { AnthropicTypes } from "./types.js";

/**
 * Makes a call of Anthropic's messages from a function that returns a prompt: a string, a message or a list of messages, or a promise of
 * one of these.
 *
 * ```ts
 * const recommend = anthropicCall("claude-sonnet-5-5", { stream: true })((genre: string) => `Recommend a ${genre} book`);
 * for await (const [chunk] of recommend("fantasy")) process.stdout.write(chunk.content);
 * ```
 *
 * Throws `CallOptionsError` at decoration for options that make no sense. A refused request throws the SDK's own error, whole calls
 * when they are awaited and streams at the first read.
 */
export const anthropicCall: CallFactory<AnthropicTypes> = createCall(messagesProvider);

/** What `anthropicCall` returns. */
export type AnthropicCallDecorator<Result> = CallDecoratorOf<AnthropicTypes, Result>;
