import {
  Attempts,
  InvalidTool,
  askUntilValid,
  orAborted,
  retryText,
  type FailedAnswer,
  type RawTool,
  type ResponseAttempt,
  type ResponseModel,
  type ResponseSchema,
  type TokenCounts,
  type ToolPiece,
} from "@zoetrope/core";
import type OpenAI from "openai";
import type { OpenAICallResponse } from "./call-response.js";
import type { CheckedOptions } from "./call-options.js";
import type { ChatCall } from "./chat-call.js";
import type { OpenAIStream } from "./stream.js";
import { StructuredStream } from "./structured-stream.js";

/** What was made of the answers of one call. */
export interface CallDetails {
  /** Each answer: several, where `retry` asked again. */
  readonly attempts: readonly ResponseAttempt<OpenAICallResponse<unknown>>[];
  /** Summed over the attempts. */
  readonly usage: TokenCounts | null;
}

export function detailsOf(response: OpenAICallResponse<unknown>): CallDetails {
  const { usage } = response.common;
  return { attempts: [{ response, usage, issues: [] }], usage };
}

/** Sends a call of which a value is wanted: a promise of it, or its stream. */
export function runStructured<Tool>(
  call: ChatCall<Tool>,
  model: ResponseModel,
  options: CheckedOptions<Tool>,
): Promise<unknown> | StructuredStream<ResponseSchema> {
  // A stream of values has no tools but the one that stands for the value, which is raw.
  return options.stream
    ? structuredStream(call as ChatCall<unknown> as ChatCall<RawTool>, model, options)
    : structuredAnswer(call, model, options);
}

/** The value, or the response of a model that called tools instead; or what the parser makes of either. */
async function structuredAnswer<Tool>(
  call: ChatCall<Tool>,
  model: ResponseModel,
  { structured, outputParser, onInvalidTool, signal }: CheckedOptions<Tool>,
): Promise<unknown> {
  const tool = structured?.tool ?? null;
  const attempts = new Attempts<OpenAICallResponse<Tool>>();
  const asking = askUntilValid({
    model,
    retries: structured?.retries ?? 0,
    attempts,
    ask: (failed) => call.withMessages(failed.flatMap(retryMessages)).response(),
    async textOf(response) {
      // An answer and calls of other tools at once: the model has answered.
      const args = argumentsOf(response.messageParam, tool);
      const { hasTools } = await call.prepared;
      return args ?? (hasTools && response.tools.length > 0 ? null : response.content);
    },
  });
  // A schema that validates asynchronously listens to no signal.
  const answer = await (signal ? orAborted(asking, signal) : asking);
  if ("response" in answer && onInvalidTool === "throw") throwInvalid(answer.response.tools);
  const result = "value" in answer ? answer.value : answer.response;
  if (!outputParser) return result;
  // Made by the schema, or by the tools, that the parser's parameter was typed by.
  return outputParser(result as Parameters<typeof outputParser>[0], {
    attempts: attempts.list,
    usage: attempts.usage,
  });
}

function throwInvalid(tools: readonly unknown[]): void {
  const invalid = tools.find((tool) => tool instanceof InvalidTool);
  if (invalid) throw invalid.error;
}

function structuredStream(
  call: ChatCall<RawTool>,
  model: ResponseModel,
  { structured, signal }: Pick<CheckedOptions<unknown>, "structured" | "signal">,
): StructuredStream<ResponseSchema> {
  const tool = structured?.tool ?? null;
  return new StructuredStream({
    model,
    retries: structured?.retries ?? 0,
    failFast: structured?.failFast ?? false,
    signal,
    isInContent: tool === null,
    ask: (failed, onText) =>
      call
        .withMessages(failed.flatMap(retryMessages))
        .stream<never>(tool ? firstCall(tool.function.name, onText) : undefined),
    textOf: (response, source) =>
      argumentsOf(response.messageParam, tool) ?? openArguments(source, tool) ?? response.content,
  });
}

/** Listens to the pieces of the first call of a tool, and hands out none of them. */
function firstCall(name: string, onText: (text: string) => void): (piece: ToolPiece) => null {
  let first: ToolPiece["slot"] | undefined;
  return ({ slot, fragment }) => {
    if (first === undefined && slot.name === name) first = slot;
    if (slot === first) onText(fragment);
    return null;
  };
}

/** What the model wrote for the tool that stands for the value; null where it did not call it. */
function argumentsOf(
  { tool_calls: calls = [] }: OpenAI.ChatCompletionAssistantMessageParam,
  tool: OpenAI.ChatCompletionFunctionTool | null,
): string | null {
  for (const call of calls) {
    if (call.type === "function" && call.function.name === tool?.function.name) return call.function.arguments;
  }
  return null;
}

/** The same of a stream that was left. */
function openArguments<Tool>(
  { openToolCalls }: OpenAIStream<Tool>,
  tool: OpenAI.ChatCompletionFunctionTool | null,
): string | null {
  return openToolCalls.find(({ name }) => name === tool?.function.name)?.arguments ?? null;
}

/** An answer that does not fit, and what is wrong with it, as the next turn. */
function retryMessages<Tool>({
  response,
  text,
  issues,
}: FailedAnswer<OpenAICallResponse<Tool>>): OpenAI.ChatCompletionMessageParam[] {
  const message = response.messageParam;
  const problem = retryText(issues);
  // The provider refuses a call of a tool that nothing answers.
  if (message.tool_calls) {
    const answers = message.tool_calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: problem }) as const);
    return [message, ...answers];
  }
  // An answer that was left in the middle of a call has neither text nor calls.
  return [
    { ...message, content: message.content || text },
    { role: "user", content: problem },
  ];
}
