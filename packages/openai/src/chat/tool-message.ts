import { CallOptionsError, ToolArgumentsError, UnknownToolError, isPromiseLike, type ToolCall } from "@zoetrope/core";
import type OpenAI from "openai";

/** What has a call to answer: every tool that a pair or a response holds. */
export interface AnswerableTool {
  readonly toolCall: ToolCall;
}

/**
 * A tool and what came out of it. An error tells the model what went wrong; an `InvalidTool` without an output answers with its own.
 */
export type ToolOutput = readonly [tool: AnswerableTool, output?: unknown];

/**
 * The messages that answer tool calls, in the order given. Text is sent as it is, nothing (`undefined`) as "", an error as its message,
 * and the rest as JSON. Throws `CallOptionsError`, naming the tool, for an output that was left out, was not awaited or is no JSON.
 */
export function toToolMessageParams(outputs: readonly ToolOutput[]): OpenAI.ChatCompletionToolMessageParam[] {
  return outputs.map((pair) => ({
    role: "tool",
    tool_call_id: pair[0].toolCall.id,
    content: outputText(pair),
  }));
}

function outputText(pair: ToolOutput): string {
  const [tool, given] = pair;
  const output = given === undefined ? errorOf(tool) : given;
  const { name } = tool.toolCall;
  if (output === undefined) {
    if (pair.length === 2) return "";
    throw new CallOptionsError(`The tool "${name}" has no output. Write [tool, await tool.call()].`);
  }
  if (typeof output === "string") return output;
  if (output instanceof Error) return `Error: ${output.message}`;
  if (isPromiseLike(output)) {
    throw new CallOptionsError(`The output of the tool "${name}" is a promise. Await it: [tool, await tool.call()].`);
  }
  return asJSON(output, name);
}

function asJSON(output: unknown, name: string): string {
  let text: string | undefined;
  let cause: unknown;
  try {
    text = JSON.stringify(output);
  } catch (error) {
    cause = error;
  }
  if (text !== undefined) return text;
  const why = cause === undefined ? `it is of type ${typeof output}` : String(cause);
  throw new CallOptionsError(
    `The output of the tool "${name}" cannot be sent as JSON: ${why}. Return text or plain data.`,
    {
      cause,
    },
  );
}

/** An invalid tool's; a tool may have an argument of its own that is called `error`. */
function errorOf(tool: AnswerableTool): Error | undefined {
  const error = "error" in tool ? tool.error : undefined;
  return ToolArgumentsError.isInstance(error) || UnknownToolError.isInstance(error) ? error : undefined;
}
