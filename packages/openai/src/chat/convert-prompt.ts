import { andThen, type ConvertedPrompt, type MaybePromise, type Message } from "@zoetrope/core";
import type OpenAI from "openai";
import { checkToolResults } from "./check-tool-results.js";
import { toOpenAIMessages } from "./convert-messages.js";
import { isOpenAIMessage } from "./is-openai-message.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;

/** A prompt's messages as they are sent. Throws `CallOptionsError` for what OpenAI does not take. */
export function convertPrompt(
  prompt: readonly (Message | MessageParam)[],
): MaybePromise<ConvertedPrompt<MessageParam>> {
  return andThen(toOpenAIMessages(prompt), (messages) => {
    checkToolResults(messages);
    return { messages, sources: sourcesOf(prompt) };
  });
}

/** A neutral message with several tool results is sent as several. */
function sourcesOf(prompt: readonly (Message | MessageParam)[]): number[] {
  return prompt.flatMap((message, at) => {
    const isSplit = !isOpenAIMessage(message) && message.role === "tool" && Array.isArray(message.content);
    return Array.from({ length: isSplit ? message.content.length : 1 }, () => at);
  });
}
