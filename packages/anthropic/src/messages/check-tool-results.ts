import { CallOptionsError, objects } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";

/**
 * Checks that each tool result answers a call of an assistant message before it, as the API demands. To be called with the final list;
 * the API's own refusal does not name the mend. A result without an id is passed over.
 *
 * Throws `CallOptionsError` naming the unknown id, the ids that there are, and what to do.
 */
export function checkToolResults(messages: readonly Anthropic.MessageParam[]): void {
  const called = new Set<string>();
  messages.forEach((message, at) => {
    for (const block of objects(message.content)) {
      if (message.role === "assistant" && typeof block.id === "string") called.add(block.id);
      const { type, tool_use_id: id } = block;
      if (message.role !== "user" || type !== "tool_result" || typeof id !== "string" || called.has(id)) continue;
      throw unknownId(id, at, called);
    }
  });
}

function unknownId(id: string, at: number, called: ReadonlySet<string>): CallOptionsError {
  const before =
    called.size > 0
      ? `The calls before it are ${[...called].map((call) => JSON.stringify(call)).join(", ")}.`
      : "No assistant message before it calls a tool.";
  return new CallOptionsError(
    `messages[${at}]: the tool result answers ${JSON.stringify(id)}, which no assistant message before it called. ${before} ` +
      "Put the response's messageParam into the history before its toolMessageParams.",
  );
}
