/** A rate that depends on the length of the prompt: of the last step that the prompt is longer than, for all of its tokens. */
export interface TieredRate {
  readonly base: number;
  /** `start` in tokens of the prompt. */
  readonly tiers: readonly { readonly start: number; readonly price: number }[];
}

/** US dollars for a million tokens. */
export type Rate = number | TieredRate;

/** What a model costs. What has no rate of its own costs what the whole does that it is a part of. */
export interface Rates {
  readonly input?: Rate;
  /** Those of the prompt that are read from a cache. Default `input`. */
  readonly cachedInput?: Rate;
  /** Those of the prompt that are written to one. Default `input`. */
  readonly cacheWrite?: Rate;
  /** Those that are to be kept for an hour. Default `cacheWrite`. */
  readonly cacheWrite1h?: Rate;
  readonly output?: Rate;
  /** Default `output`. */
  readonly reasoning?: Rate;
  /** Default `input`, and the cost is an estimate then. */
  readonly inputAudio?: Rate;
  /** Sound that is read from a cache. Default `inputAudio`. */
  readonly cachedAudio?: Rate;
  /** Default `output`, and the cost is an estimate then. */
  readonly outputAudio?: Rate;
  /** Default `input`. */
  readonly inputImage?: Rate;
  /** Default `output`. */
  readonly outputImage?: Rate;
  /** US dollars for a request. Default 0. */
  readonly perRequest?: number;
  /** US dollars for a search of the provider's own tool. Default 0. */
  readonly perWebSearch?: number;
}

/** Every rate of tokens. `satisfies` keeps the list whole. */
export const tokenRates = {
  input: true,
  cachedInput: true,
  cacheWrite: true,
  cacheWrite1h: true,
  output: true,
  reasoning: true,
  inputAudio: true,
  cachedAudio: true,
  outputAudio: true,
  inputImage: true,
  outputImage: true,
} satisfies Record<Exclude<keyof Rates, "perRequest" | "perWebSearch">, true>;

/** US dollars for a million tokens in a prompt of this length. */
export function rateAt(rate: Rate, promptTokens: number): number {
  if (typeof rate === "number") return rate;
  const steps = rate.tiers.toSorted((a, b) => a.start - b.start);
  return steps.findLast(({ start }) => promptTokens > start)?.price ?? rate.base;
}
