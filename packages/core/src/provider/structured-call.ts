import type { ResponseAttempt, TokenCounts } from "../errors.js";
import type { ToolPiece } from "../stream/tool-handout.js";
import { askUntilValid, type FailedAnswer } from "../structured/ask-until-valid.js";
import { Attempts } from "../structured/attempts.js";
import type { ResponseModel } from "../structured/response-model.js";
import { retryText } from "../structured/retry-text.js";
import { InvalidTool } from "../tool/invalid-tool.js";
import type { CallRun } from "./call-run.js";
import type { CheckedOptions } from "./check-options.js";
import type { Provider } from "./provider.js";
import type { ProviderCall } from "./provider-call.js";
import type { ProviderResponse, ProviderTypes } from "./provider-types.js";

/** What was made of the answers of one call. */
export interface CallDetails<Response = unknown> {
  /** Each answer: several, where `retry` asked again. */
  readonly attempts: readonly ResponseAttempt<Response>[];
  /** Summed over the attempts. */
  readonly usage: TokenCounts | null;
  /** Likewise, in US dollars; null where one of them is unknown. */
  readonly cost: number | null;
}

/** What a call gives, before a parser has seen it. */
export interface Answer {
  readonly value: unknown;
  /** Null where another call gave it. */
  readonly details: CallDetails | null;
}

export function responseAnswer(response: ProviderResponse): Answer {
  const { usage } = response.common;
  return { value: response, details: { attempts: [{ response, usage, issues: [] }], usage, cost: response.totalCost } };
}

/** The value, or the response of a model that called tools instead. */
export async function structuredAnswer<Types extends ProviderTypes>(
  provider: Provider<Types>,
  call: ProviderCall<Types>,
  model: ResponseModel,
  run: CallRun<Types>,
): Promise<Answer> {
  const { structured, onInvalidTool } = call.options;
  const toolName = structured?.tool?.name ?? null;
  const attempts = new Attempts<Types["response"]>();
  const answer = await askUntilValid<Types["response"]>({
    model,
    retries: structured?.retries ?? 0,
    attempts,
    ask: (failed) => call.withMessages(retryTurns(provider, failed)).response(run),
    async textOf(response) {
      // An answer and calls of other tools at once: the model has answered.
      const args = toolName === null ? null : provider.argumentsOf(response, toolName);
      const { hasTools } = await call.prepared;
      return args ?? (hasTools && response.tools.length > 0 ? null : response.content);
    },
  });
  if ("response" in answer && onInvalidTool === "throw") throwInvalid(answer.response.tools);
  const details = { attempts: attempts.list, usage: attempts.usage, cost: attempts.cost };
  return { value: "value" in answer ? answer.value : answer.response, details };
}

function throwInvalid(tools: readonly unknown[]): void {
  const invalid = tools.find((tool) => tool instanceof InvalidTool);
  if (invalid) throw invalid.error;
}

/** The stream of the value. */
export function structuredStream<Types extends ProviderTypes>(
  provider: Provider<Types>,
  call: ProviderCall<Types>,
  model: ResponseModel,
  { structured, signal }: CheckedOptions<Types>,
): unknown {
  const toolName = structured?.tool?.name ?? null;
  return provider.structured({
    model,
    retries: structured?.retries ?? 0,
    failFast: structured?.failFast ?? false,
    signal,
    isInContent: toolName === null,
    ask(failed, onText) {
      const asked = call.withMessages(retryTurns(provider, failed));
      return asked.stream(toolName === null ? undefined : () => firstCall(toolName, onText));
    },
    textOf(response, source) {
      if (toolName === null) return response.content;
      // The same of a stream that was left: its call was not handed out.
      const open = source.openToolCalls.find(({ name }) => name === toolName);
      return provider.argumentsOf(response, toolName) ?? open?.arguments ?? response.content;
    },
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

function retryTurns<Types extends ProviderTypes>(
  provider: Provider<Types>,
  failed: readonly FailedAnswer<Types["response"]>[],
): Types["message"][] {
  return failed.flatMap((answer) => provider.retryTurn(answer, retryText(answer.issues)));
}
