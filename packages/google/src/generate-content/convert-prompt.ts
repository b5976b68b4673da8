import { andThen, type ConvertedPrompt, type MaybePromise, type Message } from "@zoetrope/core";
import { toGoogleMessages } from "./convert-messages.js";
import { saysNothing, type GoogleMessageParam } from "./message-param.js";

/**
 * A prompt's messages as they are sent. System messages stay among them, so that a history can be continued from those of a response; the
 * request has them as its `systemInstruction`. A message of the model's without a word is left out: the API gives such answers, and
 * refuses them in a history. Throws `CallOptionsError` for what cannot be sent.
 */
export function convertPrompt(
  prompt: readonly (Message | GoogleMessageParam)[],
): MaybePromise<ConvertedPrompt<GoogleMessageParam>> {
  return andThen(toGoogleMessages(prompt), ({ messages, sources, warnings }) => ({
    messages: messages.filter((message) => !saysNothing(message)),
    // Of those that are contents of the request, too.
    sources: sources.filter((_, at) => messages[at]!.role !== "system" && !saysNothing(messages[at]!)),
    warnings: [...warnings, ...toldOf(messages, sources)],
  }));
}

/** Google has one system instruction, before everything. */
function toldOf(messages: readonly GoogleMessageParam[], sources: readonly number[]): string[] {
  const first = messages.findIndex(({ role }) => role !== "system");
  return messages.flatMap((message, at) => {
    if (saysNothing(message)) return [`messages[${sources[at]}]: a message without a word was left out.`];
    if (message.role !== "system" || first < 0 || at < first) return [];
    return [`messages[${sources[at]}]: this system message was sent before all others, in the system instruction.`];
  });
}
