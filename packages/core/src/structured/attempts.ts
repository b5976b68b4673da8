import { costIn } from "../cost/attempt-costs.js";
import { sumCosts } from "../cost/sum-costs.js";
import type { PartialResponse, ResponseAttempt, ResponseIssue, TokenCounts } from "../errors.js";

/** An answer, as far as structured output asks. The finish reasons are `"length"` and `"content_filter"`, whatever the provider's words are. */
export interface StructuredAnswer extends PartialResponse {
  readonly refusal: string | null;
  readonly common: { readonly finishReason: string | null; readonly usage: TokenCounts | null };
}

/** The answers that one call has asked for. */
export class Attempts<Response extends StructuredAnswer> {
  readonly list: ResponseAttempt<Response>[] = [];

  add(response: Response, issues: readonly ResponseIssue[]): void {
    this.list.push({ response, usage: response.common.usage, issues });
  }

  /** Summed over the answers, in US dollars; null where one of them is unknown, and before the first. */
  get cost(): number | null {
    return this.list.length === 0 ? null : sumCosts(this.list.map(({ response }) => costIn(response, "totalCost")));
  }

  /** Summed over the answers; null while none has reported any. */
  get usage(): TokenCounts | null {
    return this.list.reduce<TokenCounts | null>((sum, { usage }) => add(sum, usage), null);
  }
}

function add(a: TokenCounts | null, b: TokenCounts | null): TokenCounts | null {
  if (a === null || b === null) return a ?? b;
  return {
    inputTokens: plus(a.inputTokens, b.inputTokens),
    cachedTokens: plus(a.cachedTokens, b.cachedTokens),
    outputTokens: plus(a.outputTokens, b.outputTokens),
    reasoningTokens: plus(a.reasoningTokens, b.reasoningTokens),
    totalTokens: plus(a.totalTokens, b.totalTokens),
  };
}

/** What only one of two answers reported is not lost. */
function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : a + b;
}
