import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { calcPrice } from "@pydantic/genai-prices";
import type { Usage } from "@zoetrope/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { tableDate, tableVersion } from "./bundled-prices.js";
import { priceSource } from "./price-source.js";

it("the date is that of the release of the list that is installed", () => {
  // The package exports no such file; beside its entry's folder there is one.
  const path = createRequire(import.meta.url).resolve("@pydantic/genai-prices");
  const { version } = JSON.parse(readFileSync(new URL("../package.json", `file://${path}`), "utf8"));
  expect(version).toBe(tableVersion);
  expect(tableDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

// Of several providers, with every kind of rate that the list has for tokens: steps, caches, sound, images, reasoning, fees.
const models = [
  ["openai", "gpt-4o-mini"],
  ["openai", "gpt-realtime"],
  ["openai", "o3-mini"],
  ["anthropic", "claude-sonnet-4-5"],
  ["anthropic", "claude-3-5-haiku-latest"],
  ["google", "gemini-2.5-flash"],
  ["google", "gemini-2.5-pro"],
  ["groq", "llama-3.3-70b-versatile"],
  ["mistral", "mistral-small-latest"],
  ["deepseek", "deepseek-chat"],
  ["xai", "grok-3-mini"],
  ["perplexity", "sonar"],
] as const;

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });

it("costs what the list's own program computes, for any counts", () => {
  const at = new Date("2026-11-21T03:00:00Z");
  fc.assert(
    fc.property(
      fc.constantFrom(...models),
      upTo(300_000),
      upTo(50_000),
      upTo(100),
      upTo(100),
      upTo(100),
      upTo(9),
      (model, input, output, a, b, c, webSearches) => {
        const [provider, name] = model;
        const cached = Math.floor((input * a) / 300);
        const written = Math.floor((input * b) / 300);
        const reasoning = Math.floor((output * c) / 100);
        const usage: Usage = {
          inputTokens: input,
          cachedTokens: cached,
          outputTokens: output,
          reasoningTokens: reasoning,
          totalTokens: null,
          cacheWriteTokens: written,
          webSearches,
        };
        const ours = priceSource()
          .find({ provider, models: [name], at })
          ?.cost(usage);
        const theirs = calcPrice(
          {
            input_tokens: input,
            cache_read_tokens: cached,
            cache_write_tokens: written,
            output_tokens: output,
            output_reasoning_tokens: reasoning,
            web_searches: webSearches,
          },
          name,
          { providerId: provider === "xai" ? "x-ai" : provider, timestamp: at },
        );
        expect(ours?.total).toBeCloseTo(theirs?.total_price ?? Number.NaN, 9);
      },
    ),
    { numRuns: 400 },
  );
});

it("the price is that of the hour, where a provider has such prices", () => {
  const costAt = (time: string): number | undefined =>
    priceSource()
      .find({ provider: "deepseek", models: ["deepseek-chat"], at: new Date(time) })
      ?.cost({ inputTokens: 1e6, cachedTokens: 0, outputTokens: 0, reasoningTokens: null, totalTokens: null })?.total;
  for (const time of ["2025-04-01T12:00:00Z", "2025-04-01T18:00:00Z", "2026-11-21T12:00:00Z"]) {
    const theirs = calcPrice({ input_tokens: 1e6 }, "deepseek-chat", {
      providerId: "deepseek",
      timestamp: new Date(time),
    });
    expect(costAt(time)).toBeCloseTo(theirs?.total_price ?? Number.NaN, 9);
  }
});
