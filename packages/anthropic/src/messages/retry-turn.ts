import type { FailedAnswer } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import type { AnthropicCallResponse } from "./call-response.js";

/** An answer that does not fit, and what is wrong with it, as the next turn. */
export function retryTurn(
  { response, text }: Pick<FailedAnswer<AnthropicCallResponse<unknown>>, "response" | "text">,
  problem: string,
): Anthropic.MessageParam[] {
  const message = response.messageParam;
  // Not an answer yet: the model goes on from its own message, and nothing may stand between a call of the provider's and its result.
  if (response.finishReasons.includes("pause_turn")) return [message];
  const blocks = typeof message.content === "string" ? [] : message.content;
  // The provider refuses a call of a tool that nothing answers.
  const answers = blocks.flatMap((block): Anthropic.ToolResultBlockParam[] =>
    block.type === "tool_use" ? [{ type: "tool_result", tool_use_id: block.id, content: problem, is_error: true }] : [],
  );
  if (answers.length > 0) return [message, { role: "user", content: answers }];
  const asked: Anthropic.UserMessageParam = { role: "user", content: problem };
  if (blocks.length > 0) return [message, asked];
  // An answer that was left in the middle of a call has neither text nor calls, and the API refuses a message without content.
  return text.trim() === "" ? [asked] : [{ role: "assistant", content: text.trimEnd() }, asked];
}
