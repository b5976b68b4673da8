import type { FailedAnswer, Message } from "@zoetrope/core";
import type OpenAI from "openai";
import type { OpenAIResponsesCallResponse } from "./call-response.js";
import { convertItems } from "./convert-messages.js";

/** An answer that does not fit, and what is wrong with it, as the next turn: as items, because it goes behind what was sent. */
export function retryTurn(
  failed: Pick<FailedAnswer<OpenAIResponsesCallResponse<unknown>>, "response" | "text">,
  problem: string,
): readonly OpenAI.Responses.ResponseInputItem[] {
  return convertItems(turn(failed, problem)).messages;
}

function turn(
  { response, text }: Pick<FailedAnswer<OpenAIResponsesCallResponse<unknown>>, "response" | "text">,
  problem: string,
): Message[] {
  const { messageParam } = response;
  const parts = typeof messageParam.content === "string" ? [] : messageParam.content;
  // The provider refuses a call of a tool that nothing answers.
  const answers = parts.flatMap((part) =>
    part.type === "tool_call" ? [{ type: "tool_result", id: part.id, content: problem } as const] : [],
  );
  if (answers.length > 0) return [messageParam, { role: "tool", content: answers }];
  // An answer that was left in the middle of a call has neither text nor calls.
  const said: Message = parts.length > 0 ? messageParam : { role: "assistant", content: text };
  return [said, { role: "user", content: problem }];
}
