import { createCall, type CallDecoratorOf, type CallFactory } from "@zoetrope/core";
import { chatProvider } from "./provider.js";
import type { OpenAITypes } from "./types.js";

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
export const openaiCall: CallFactory<OpenAITypes> = createCall(chatProvider);

/** What `openaiCall` returns. */
export type OpenAICallDecorator<Result> = CallDecoratorOf<OpenAITypes, Result>;
