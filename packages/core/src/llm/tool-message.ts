import type { Message, ToolResultPart } from "../messages/message.js";
import { toolAnswer, type ToolOutput } from "../tool/tool-output.js";

/** The neutral message that answers calls of tools. None for no outputs. */
export function toToolMessages(outputs: readonly ToolOutput[]): Message[] {
  if (outputs.length === 0) return [];
  const content = outputs.map((pair): ToolResultPart => {
    const { id, name } = pair[0].toolCall;
    const { text, isError } = toolAnswer(pair);
    return { type: "tool_result", id, name, content: text, ...(isError && { isError }) };
  });
  return [{ role: "tool", content }];
}
