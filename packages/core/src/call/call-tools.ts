import { CallOptionsError, ToolCallError } from "../errors.js";
import { orAborted } from "../stream/or-aborted.js";
import type { ToolCall } from "../tool/tool-call.js";
import type { ToolContext } from "../tool/tool-context.js";
import { isPromiseLike } from "./maybe-promise.js";

/** A tool that a pair or a response holds, and that can be run. */
export interface RunnableTool {
  readonly toolCall: ToolCall;
  call(context?: ToolContext): unknown;
}

/** What came of a tool: its output, or why there is none. */
export type ToolOutcome<Tool extends RunnableTool = RunnableTool> = Tool extends RunnableTool
  ? ToolReturn<Tool> | ToolFailure<Tool>
  : never;

export interface ToolReturn<Tool extends RunnableTool> {
  readonly tool: Tool;
  readonly output: Awaited<ReturnType<Tool["call"]>>;
  readonly error: null;
}

export interface ToolFailure<Tool extends RunnableTool> {
  readonly tool: Tool;
  readonly output: undefined;
  /** What it threw. A `ToolCallError` where that is no error, or the tool was left. */
  readonly error: Error;
}

export interface CallToolsOptions {
  /** When it is aborted, tools that have not returned are left, and those that have not begun are not begun. */
  readonly signal: AbortSignal;
  /** How many run at once. */
  readonly limit: number;
}

/** Runs tools, and waits for all of them. What a tool throws is its outcome. In the order given. */
export async function callTools<Tool extends RunnableTool>(
  tools: readonly Tool[],
  { signal, limit }: CallToolsOptions,
): Promise<(ToolReturn<Tool> | ToolFailure<Tool>)[]> {
  for (const { call, toolCall } of tools) {
    if (typeof call === "function") continue;
    throw new CallOptionsError(
      `The tool "${toolCall.name}" has no call(), so it cannot be run: make it a class of BaseTool, or write the loop yourself.`,
    );
  }
  const outcomes: (ToolReturn<Tool> | ToolFailure<Tool>)[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < tools.length; at = next++) outcomes[at] = await outcomeOf(tools[at]!, signal);
  };
  await Promise.all(Array.from({ length: Math.min(limit, tools.length) }, work));
  return outcomes;
}

async function outcomeOf<Tool extends RunnableTool>(
  tool: Tool,
  signal: AbortSignal,
): Promise<ToolReturn<Tool> | ToolFailure<Tool>> {
  const { name } = tool.toolCall;
  const left = (what: string): ToolFailure<Tool> => {
    const error = new ToolCallError(`The tool "${name}" ${what} when the run was stopped.`, { cause: signal.reason });
    return { tool, output: undefined, error };
  };
  if (signal.aborted) return left("had not begun");
  try {
    const returned = tool.call({ signal });
    const output = isPromiseLike(returned) ? await orAborted(returned, signal) : returned;
    // What `call` returns, awaited; the compiler knows `call` by its widest type only.
    return { tool, output: output as Awaited<ReturnType<Tool["call"]>>, error: null };
  } catch (thrown) {
    if (signal.aborted) return left("had not returned");
    return { tool, output: undefined, error: asError(thrown, name) };
  }
}

function asError(thrown: unknown, tool: string): Error {
  if (thrown instanceof Error) return thrown;
  return new ToolCallError(`The tool "${tool}" threw ${shown(thrown)}.`, { cause: thrown });
}

function shown(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // A circle, say. Nobody can be told more of it.
    return `a value of type ${typeof value}`;
  }
}
