import { createCall, type CallDecoratorOf, type CallFactory } from "@zoetrope/core";
import { responsesProvider } from "./provider.js";
import type { OpenAIResponsesTypes } from "./types.js";

/**
 * Makes a call of OpenAI's Responses API from a function that returns a prompt: a string, a message or a list of messages, or a promise of
 * one of these.
 *
 * ```ts
 * const recommend = openaiResponsesCall("gpt-5-mini", { stream: true })((genre: string) => `Recommend a ${genre} book`);
 * for await (const [chunk] of recommend("fantasy")) process.stdout.write(chunk.content);
 * ```
 *
 * Throws `CallOptionsError` at decoration for options that make no sense. A refused request throws the SDK's own error, whole calls
 * when they are awaited and streams at the first read.
 */
export const openaiResponsesCall: CallFactory<OpenAIResponsesTypes> = createCall(responsesProvider);

/** What `openaiResponsesCall` returns. */
export type OpenAIResponsesCallDecorator<Result> = CallDecoratorOf<OpenAIResponsesTypes, Result>;
