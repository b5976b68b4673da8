import { toolAnswer, type ToolOutput } from "@zoetrope/core";
import type OpenAI from "openai";

/** The messages that answer tool calls, in the order given. Throws as `toolAnswer` does. */
export function toToolMessageParams(outputs: readonly ToolOutput[]): OpenAI.ChatCompletionToolMessageParam[] {
  return outputs.map((pair) => ({
    role: "tool",
    tool_call_id: pair[0].toolCall.id,
    content: toolAnswer(pair).text,
  }));
}
