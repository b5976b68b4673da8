import { ToolArgumentsError, UnknownToolError, type ToolCall } from "@zoetrope/core";
import type OpenAI from "openai";

/** What has a call to answer: every tool that a pair or a response holds. */
export interface AnswerableTool {
  readonly toolCall: ToolCall;
}

/**
 * A tool and what came out of it. An error tells the model what went wrong; an `InvalidTool` without an output answers with its own.
 */
export type ToolOutput = readonly [tool: AnswerableTool, output?: unknown];

/** The messages that answer tool calls, in the order given. What is not text is sent as JSON. */
export function toToolMessageParams(outputs: readonly ToolOutput[]): OpenAI.ChatCompletionToolMessageParam[] {
  return outputs.map(([tool, output]) => ({
    role: "tool",
    tool_call_id: tool.toolCall.id,
    content: outputText(output === undefined ? errorOf(tool) : output),
  }));
}

function outputText(output: unknown): string {
  if (typeof output === "string") return output;
  if (output instanceof Error) return `Error: ${output.message}`;
  return JSON.stringify(output) ?? "";
}

/** An invalid tool's; a tool may have an argument of its own that is called `error`. */
function errorOf(tool: AnswerableTool): Error | undefined {
  const error = "error" in tool ? tool.error : undefined;
  return ToolArgumentsError.isInstance(error) || UnknownToolError.isInstance(error) ? error : undefined;
}
