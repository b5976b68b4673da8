/** Token counts that no provider owns. Null: not reported. */
export interface Usage {
  /** Tokens of the prompt, the cached ones included. */
  readonly inputTokens: number | null;
  /** Those of `inputTokens` that were read from a cache. */
  readonly cachedTokens: number | null;
  /** Tokens of the answer, the reasoning included. */
  readonly outputTokens: number | null;
  /** Those of `outputTokens` that were reasoning. */
  readonly reasoningTokens: number | null;
  readonly totalTokens: number | null;
}
