/** Token counts that no provider owns. Null: not reported. */
export interface Usage extends UsageDetails {
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

/** What is reported beside the counts that all providers have. Absent: none, or not reported. */
export interface UsageDetails {
  /** Those of `inputTokens` that were written to a cache. */
  readonly cacheWriteTokens?: number;
  /** Those of `cacheWriteTokens` that are kept for an hour, at a price of their own. */
  readonly cacheWrite1hTokens?: number;
  /** Those of `inputTokens` that were sound. */
  readonly inputAudioTokens?: number;
  /** Those of `inputAudioTokens` that were read from a cache. */
  readonly cachedAudioTokens?: number;
  /** Those of `inputTokens` that were images. */
  readonly inputImageTokens?: number;
  /** Those of `outputTokens` that were sound. */
  readonly outputAudioTokens?: number;
  /** Those of `outputTokens` that were images. */
  readonly outputImageTokens?: number;
  /** Searches of the provider's own tool, which are charged apart. */
  readonly webSearches?: number;
  /** As the provider calls it: `"default"`, `"batch"`, `"priority"`. */
  readonly serviceTier?: string;
  /** What the provider itself says that the answer cost, in US dollars. */
  readonly reportedCost?: number;
}

/** Of what a provider may have reported, what it did: numbers other than 0, and words that are not empty. */
export function usageDetails(reported: { readonly [Name in keyof UsageDetails]: unknown }): UsageDetails {
  return Object.fromEntries(
    Object.entries(reported).filter(([name, value]) =>
      name === "serviceTier"
        ? typeof value === "string" && value !== ""
        : // A reported cost of 0 says something: the answer was free.
          typeof value === "number" && (value !== 0 || name === "reportedCost"),
    ),
  );
}
