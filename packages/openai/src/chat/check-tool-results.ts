import { CallOptionsError, objects } from "@zoetrope/core";
import type OpenAI from "openai";

/**
 * Checks that each tool message answers a call of an assistant message before it, as the API demands. To be called with
 * the final list; the API's own refusal names neither the call nor the mend.
 *
 * Throws `CallOptionsError` naming the unknown id, the ids that there are, and what to do. A tool message without an id
 * is passed over: some vendors match by order.
 */
export function checkToolResults(messages: readonly OpenAI.ChatCompletionMessageParam[]): void {
  const called = new Set<string>();
  messages.forEach((message, at) => {
    if (message.role === "assistant") {
      for (const { id } of objects(message.tool_calls)) if (typeof id === "string") called.add(id);
    }
    if (message.role !== "tool" || typeof message.tool_call_id !== "string" || called.has(message.tool_call_id)) return;
    throw unknownId(message.tool_call_id, at, called);
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
