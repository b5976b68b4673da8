import type { FailedAnswer } from "@zoetrope/core";
import type OpenAI from "openai";
import type { OpenAICallResponse } from "./call-response.js";

/** An answer that does not fit, and what is wrong with it, as the next turn. */
export function retryTurn(
  { response, text }: Pick<FailedAnswer<OpenAICallResponse<unknown>>, "response" | "text">,
  problem: string,
): OpenAI.ChatCompletionMessageParam[] {
  const message = response.messageParam;
  // The provider refuses a call of a tool that nothing answers.
  if (message.tool_calls) {
    const answers = message.tool_calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: problem }) as const);
    return [message, ...answers];
  }
  // An answer that was left in the middle of a call has neither text nor calls.
  return [
    { ...message, content: message.content || text },
    { role: "user", content: problem },
  ];
}
