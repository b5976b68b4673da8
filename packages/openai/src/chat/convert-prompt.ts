import { andThen, type ConvertedPrompt, type MaybePromise, type Message } from "@zoetrope/core";
import type OpenAI from "openai";
import { checkToolResults } from "./check-tool-results.js";
import { toOpenAIMessages } from "./convert-messages.js";
import { withoutForeign } from "./foreign-parts.js";
import { isOpenAIMessage } from "./is-own-message.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;

/**
 * A prompt's messages as they are sent, without what only another provider knows. Throws `CallOptionsError` for what OpenAI does not
 * take.
 */
export function convertPrompt(
  prompt: readonly (Message | MessageParam)[],
): MaybePromise<ConvertedPrompt<MessageParam>> {
  const carried = withoutForeign(prompt);
  return andThen(toOpenAIMessages(carried.messages), (messages) => {
    checkToolResults(messages);
    const sources = sourcesOf(carried.messages).map((at) => carried.sources[at] ?? at);
    return { messages, sources, warnings: carried.warnings };
  });
}

/** A neutral message with several tool results is sent as several. */
function sourcesOf(prompt: readonly (Message | MessageParam)[]): number[] {
  return prompt.flatMap((message, at) => {
    const isSplit = !isOpenAIMessage(message) && message.role === "tool" && Array.isArray(message.content);
    return Array.from({ length: isSplit ? message.content.length : 1 }, () => at);
  });
}
