import { CallOptionsError } from "../errors.js";
import type { Message } from "../messages/message.js";

/** What a prompt function may return; a promise of it is fine, too. `Own` are the provider's own messages. */
export type PromptResult<Own> = string | Message | Own | readonly (Message | Own)[];

/** The messages of what a prompt function returned. Throws `CallOptionsError`, naming the function, for what is none. */
export function toMessages<Own extends object>(result: PromptResult<Own>, name: string): readonly (Message | Own)[] {
  const messages = typeof result === "string" ? [{ role: "user", content: result } as const] : asList(result);
  if (messages.length === 0) {
    throw new CallOptionsError(`${name} returned no messages, and an empty conversation cannot be sent.`);
  }
  for (const message of messages) {
    if (typeof message !== "object" || message === null || !("role" in message)) {
      const got = message === null ? "null" : typeof message;
      throw new CallOptionsError(
        `${name} returned ${got} where messages are expected: return a string, a message ({ role, content }) or a list of messages.`,
      );
    }
  }
  return messages;
}

function asList<M>(result: M | readonly M[]): readonly M[] {
  return isList(result) ? result : [result];
}

function isList<M>(result: M | readonly M[]): result is readonly M[] {
  return Array.isArray(result);
}
