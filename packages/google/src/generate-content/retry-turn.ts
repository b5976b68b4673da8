import type { FailedAnswer } from "@zoetrope/core";
import { givenCallId } from "./call-id.js";
import type { GoogleCallResponse } from "./call-response.js";
import { saysNothing, type GoogleMessageParam } from "./message-param.js";

/** An answer that does not fit, and what is wrong with it, as the next turn. */
export function retryTurn(
  { response, text }: Pick<FailedAnswer<GoogleCallResponse<unknown>>, "response" | "text">,
  problem: string,
): GoogleMessageParam[] {
  const message = response.messageParam;
  const answers = (message.parts ?? []).flatMap((part) => {
    const { functionCall } = part;
    if (!functionCall) return [];
    const id = givenCallId(part);
    const name = functionCall.name ?? "";
    return [{ functionResponse: { ...(id !== null && { id }), name, response: { error: problem } } }];
  });
  // The provider refuses a call of a function that nothing answers.
  if (answers.length > 0) return [message, { role: "user", parts: answers }];
  const asked = { role: "user", parts: [{ text: problem }] };
  // An answer that was left in the middle of a call has neither text nor calls.
  if (response.content === "" && text !== "") return [{ role: "model", parts: [{ text }] }, asked];
  return saysNothing(message) ? [asked] : [message, asked];
}
