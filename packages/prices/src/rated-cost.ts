import { roundCost, sumCosts, type Usage } from "@zoetrope/core";
import { rateAt, type Rate, type Rates } from "./rates.js";
import { splitTokens } from "./split-tokens.js";

const million = 1e6;

/** In US dollars: the parts of `CostMetadata`. */
export interface CostParts {
  readonly total: number;
  readonly input: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
  readonly audio: number;
  readonly image: number;
  readonly fees: number;
}

/** What these tokens cost. Null for counts that contradict each other, and for a model that has no rate for one of its sides. */
export function ratedCost(usage: Usage, rates: Rates): CostParts | null {
  const tokens = splitTokens(usage);
  const { input = rateOfNone(usage.inputTokens), output = rateOfNone(usage.outputTokens) } = rates;
  if (tokens === null || input === null || output === null) return null;
  const { cachedInput = input, cacheWrite = input, inputAudio = input, inputImage = input } = rates;
  const { reasoning = output, outputAudio = output, outputImage = output } = rates;
  const of = (count: number, rate: Rate): number => (count * rateAt(rate, tokens.prompt)) / million;
  const parts = {
    input: of(tokens.input, input),
    cachedInput: of(tokens.cachedInput, cachedInput),
    cacheWrite: of(tokens.cacheWrite, cacheWrite) + of(tokens.cacheWrite1h, rates.cacheWrite1h ?? cacheWrite),
    output: of(tokens.output, output),
    reasoning: of(tokens.reasoning, reasoning),
    audio:
      of(tokens.inputAudio, inputAudio) +
      of(tokens.cachedAudio, rates.cachedAudio ?? inputAudio) +
      of(tokens.outputAudio, outputAudio),
    image: of(tokens.inputImage, inputImage) + of(tokens.outputImage, outputImage),
    fees: (rates.perRequest ?? 0) + (usage.webSearches ?? 0) * (rates.perWebSearch ?? 0),
  };
  // Whole and parts without the noise of binary fractions, so that a price computed by hand is met to the digit.
  const total = sumCosts(Object.values(parts)) ?? 0;
  return {
    total,
    input: roundCost(parts.input),
    cachedInput: roundCost(parts.cachedInput),
    cacheWrite: roundCost(parts.cacheWrite),
    output: roundCost(parts.output),
    reasoning: roundCost(parts.reasoning),
    audio: roundCost(parts.audio),
    image: roundCost(parts.image),
    fees: roundCost(parts.fees),
  };
}

/** Sound that has no rate of its own is priced as text, and an hour in a cache as five minutes; mostly they cost more. */
export function hasUnrated(
  { inputAudioTokens = 0, outputAudioTokens = 0, cacheWrite1hTokens = 0 }: Usage,
  rates: Rates,
): boolean {
  return (
    (cacheWrite1hTokens > 0 && rates.cacheWrite1h === undefined) ||
    (inputAudioTokens > 0 && rates.inputAudio === undefined) ||
    (outputAudioTokens > 0 && rates.outputAudio === undefined)
  );
}

/** Some servers (Gemini's in OpenAI's words) count hidden reasoning in the total alone. */
export function hasUncounted({ inputTokens, outputTokens, totalTokens }: Usage): boolean {
  return (totalTokens ?? 0) > (inputTokens ?? 0) + (outputTokens ?? 0);
}

/** What a list has no rate for can be had for nothing only where nothing was had. */
function rateOfNone(count: number | null): number | null {
  return count === 0 ? 0 : null;
}
