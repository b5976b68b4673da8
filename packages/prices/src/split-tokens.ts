import type { Usage } from "@zoetrope/core";

/** Each token of a prompt and its answer in one place only, so that none is charged twice. */
export interface TokenSplit {
  /** All of the prompt: longer prompts have other rates with some models. */
  readonly prompt: number;
  readonly input: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  readonly cacheWrite1h: number;
  readonly inputAudio: number;
  readonly cachedAudio: number;
  readonly inputImage: number;
  readonly output: number;
  readonly reasoning: number;
  readonly outputAudio: number;
  readonly outputImage: number;
}

/** Null for counts that cannot be: missing, negative, no numbers, or parts that are more than their whole. */
export function splitTokens(usage: Usage): TokenSplit | null {
  const { inputTokens: prompt, outputTokens: answer } = usage;
  if (prompt === null || answer === null) return null;
  const { cacheWriteTokens: written = 0, cacheWrite1hTokens: cacheWrite1h = 0 } = usage;
  const { inputAudioTokens: heard = 0, cachedAudioTokens: cachedAudio = 0, inputImageTokens: seen = 0 } = usage;
  const { outputAudioTokens: outputAudio = 0, outputImageTokens: outputImage = 0 } = usage;
  const [cached, reasoning] = [usage.cachedTokens ?? 0, usage.reasoningTokens ?? 0];
  const inputAudio = heard - cachedAudio;
  const fresh = prompt - cached - written - inputAudio;
  // Images that came from a cache are in both counts; those were charged as cached.
  const inputImage = Math.min(seen, fresh);
  const split = {
    prompt,
    input: fresh - inputImage,
    cachedInput: cached - cachedAudio,
    cacheWrite: written - cacheWrite1h,
    cacheWrite1h,
    inputAudio,
    cachedAudio,
    inputImage,
    output: answer - reasoning - outputAudio - outputImage,
    reasoning,
    outputAudio,
    outputImage,
  };
  const fees = usage.webSearches ?? 0;
  return [...Object.values(split), fees].every((count) => Number.isFinite(count) && count >= 0) ? split : null;
}
