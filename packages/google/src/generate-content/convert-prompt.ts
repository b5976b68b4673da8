import { andThen, type ConvertedPrompt, type MaybePromise, type Message } from "@zoetrope/core";
import { toGoogleMessages } from "./convert-messages.js";
import type { GoogleMessageParam } from "./message-param.js";

/** A prompt as it is sent: its instructions stand beside the messages. Throws `CallOptionsError` for what cannot be sent. */
export function convertPrompt(
  prompt: readonly (Message | GoogleMessageParam)[],
): MaybePromise<ConvertedPrompt<GoogleMessageParam>> {
  return andThen(toGoogleMessages(prompt), ({ messages, sources, warnings }) => {
    const isSent = messages.map(({ role }) => role !== "system");
    const instructions = messages.flatMap(({ parts = [] }, at) => (isSent[at] ? [] : parts));
    return {
      messages: messages.filter((_, at) => isSent[at]),
      sources: sources.filter((_, at) => isSent[at]),
      ...(instructions.length > 0 && { fields: { systemInstruction: { parts: instructions } } }),
      warnings,
    };
  });
}
