import { CallOptionsError, ToolArgumentsError, UnknownToolError } from "../errors.js";
import type { ToolCall } from "./tool-call.js";

/** What has a call to answer: every tool that a pair or a response holds. */
export interface AnswerableTool {
  readonly toolCall: ToolCall;
}

/**
 * A tool and what came out of it. An error tells the model what went wrong; an `InvalidTool` without an output answers with its own.
 */
export type ToolOutput = readonly [tool: AnswerableTool, output?: unknown];

/** What answers a call. */
export interface ToolAnswer {
  /** Text is sent as it is, nothing (`undefined`) as "", an error as its message, and the rest as JSON. */
  readonly text: string;
  /** The tool failed: for providers that have a word for it. */
  readonly isError: boolean;
}

/** Throws `CallOptionsError`, naming the tool, for an output that was left out, was not awaited or is no JSON. */
export function toolAnswer(pair: ToolOutput): ToolAnswer {
  const [tool, given] = pair;
  const output = given === undefined ? errorOf(tool) : given;
  const { name } = tool.toolCall;
  if (output === undefined) {
    if (pair.length === 2) return { text: "", isError: false };
    throw new CallOptionsError(`The tool "${name}" has no output. Write [tool, await tool.call()].`);
  }
  if (typeof output === "string") return { text: output, isError: false };
  if (output instanceof Error) return { text: `Error: ${output.message}`, isError: true };
  if (typeof output === "object" && output !== null && "then" in output && typeof output.then === "function") {
    throw new CallOptionsError(`The output of the tool "${name}" is a promise. Await it: [tool, await tool.call()].`);
  }
  return { text: asJSON(output, name), isError: false };
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
