import { toolAnswer, type ToolOutput } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";

/**
 * The message that answers tool calls, in the order given; none where there is nothing to answer. One message for all: "all tool
 * results must be in a single user message" for parallel calls. Throws as `toolAnswer` does.
 * Source: https://platform.claude.com/docs/en/agents-and-tools/tool-use/parallel-tool-use.
 */
export function toToolMessageParams(outputs: readonly ToolOutput[]): Anthropic.UserMessageParam[] {
  if (outputs.length === 0) return [];
  const content = outputs.map((pair): Anthropic.ToolResultBlockParam => {
    const { text, isError } = toolAnswer(pair);
    return {
      type: "tool_result",
      tool_use_id: pair[0].toolCall.id,
      content: text,
      ...(isError ? { is_error: true } : {}),
    };
  });
  return [{ role: "user", content }];
}
