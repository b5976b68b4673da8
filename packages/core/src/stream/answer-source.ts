import type { PartialResponse, TokenCounts } from "../errors.js";
import { isObject } from "../json/json-object.js";

/** How a pass over an answer came to its end. */
export interface AnswerOutcome {
  /** The pass was handed a whole answer. */
  readonly isComplete: boolean;
  /** Why not, where it was not. */
  readonly failure: unknown;
  readonly finishReasons: readonly string[];
  readonly usage: TokenCounts | null;
}

/** An answer as text and bodies are made of it: a stream, or one of the readers that share it. */
export interface AnswerSource {
  /** Starts the one pass. Throws `StreamConsumedError` when it was started before. */
  begin(): AsyncIterator<[chunk: unknown, tool: unknown], undefined>;
  cancel(reason?: unknown): void;
  /** Which attempt the last pair came from: where it has grown, the answer was begun anew. */
  attempt(): number;
  /** Asked once the pass is over. */
  outcome(): AnswerOutcome;
}

/** The counts that no provider owns, where the response of a provider has them. */
export function neutralUsage(response: PartialResponse): TokenCounts | null {
  const common = "common" in response ? response.common : null;
  const usage = isObject(common) ? common.usage : null;
  if (!isObject(usage)) return null;
  return {
    inputTokens: count(usage.inputTokens),
    cachedTokens: count(usage.cachedTokens),
    outputTokens: count(usage.outputTokens),
    reasoningTokens: count(usage.reasoningTokens),
    totalTokens: count(usage.totalTokens),
  };
}

function count(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
