import { andThen, type ConvertedPrompt, type MaybePromise, type Message } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import { checkToolResults } from "./check-tool-results.js";
import { isInstruction } from "./request.js";
import { toAnthropicMessages, type ConvertedMessages } from "./convert-messages.js";

type MessageParam = Anthropic.MessageParam;

/**
 * A prompt's messages as they are sent. System messages stay among them, so that a history can be continued from those of a response;
 * the body has them in its field `system`. An assistant's message without content is left out: the API gives such answers, and refuses
 * them in a history. Throws `CallOptionsError` for what Anthropic does not take.
 */
export function convertPrompt(
  prompt: readonly (Message | MessageParam)[],
): MaybePromise<ConvertedPrompt<MessageParam>> {
  return andThen(toAnthropicMessages(prompt), (converted) => {
    const { messages, sources, warnings } = withoutEmpty(converted);
    checkToolResults(messages);
    return {
      messages,
      // Of those that are messages of the body, too.
      sources: sources.filter((_source, at) => !isInstruction(messages[at]!)),
      warnings: [...warnings, ...movedSystem(messages, sources)],
    };
  });
}

function withoutEmpty({ messages, sources, warnings }: ConvertedMessages): ConvertedMessages {
  const full = messages.map(withoutEmptyTexts);
  const isSent = (at: number): boolean => messages[at]?.role !== "assistant" || full[at]?.content.length !== 0;
  const told = messages.flatMap((message, at) => {
    const what = isSent(at) ? "an empty text" : "an empty message";
    return isSent(at) && full[at] === message ? [] : [`messages[${sources[at]}]: ${what} is left out.`];
  });
  return {
    messages: full.filter((_message, at) => isSent(at)),
    sources: sources.filter((_source, at) => isSent(at)),
    warnings: [...warnings, ...told],
  };
}

/** The API refuses a text block without text, wherever it stands. */
function withoutEmptyTexts(message: MessageParam): MessageParam {
  const { content } = message;
  if (typeof content === "string") return message;
  const full = content.filter((block) => block.type !== "text" || block.text !== "");
  // Of the blocks that its role may have, some are left.
  return full.length === content.length ? message : ({ ...message, content: full } as MessageParam);
}

/** Anthropic has one system prompt, before everything. */
function movedSystem(messages: ConvertedMessages["messages"], sources: readonly number[]): string[] {
  const first = messages.findIndex((message) => !isInstruction(message));
  if (first < 0) return [];
  return messages.flatMap((message, at) =>
    isInstruction(message) && at > first
      ? [`messages[${sources[at]}]: this system message is sent before all others, in the system prompt.`]
      : [],
  );
}
