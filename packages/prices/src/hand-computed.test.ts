import type { PriceSource, Usage } from "@zoetrope/core";
import { expect, it } from "vitest";
import { priceSource } from "./price-source.js";

interface Row {
  readonly provider: string;
  readonly model: string;
  readonly usage: Partial<Usage>;
  /** Worked out by hand from the provider's prices, in US dollars. */
  readonly parts: Readonly<Record<string, number>>;
  readonly total: number;
}

// US dollars for a million tokens. Each price stands in the list of genai-prices 0.1.8 (2026-09-23), which names the provider's own page as
// its source; where a second page was read, it is named beside it. All were looked up on 2026-11-21.
const rows: readonly Row[] = [
  {
    // Input 0.15, cached 0.075, output 0.60: openai.com/api/pricing. goitreels-com.pages.dev/blog/openai-api-pricing-guide (2026-04-06) has 0.15 and 0.60.
    provider: "openai",
    model: "gpt-4o-mini-2024-07-18",
    usage: { inputTokens: 2000, cachedTokens: 1024, outputTokens: 500 },
    // 976 × 0.15 = 146.4; 1024 × 0.075 = 76.8; 500 × 0.60 = 300: millionths of a dollar.
    parts: { input: 0.0001464, cachedInput: 0.0000768, output: 0.0003 },
    total: 0.0005232,
  },
  {
    // Input 1.10, cached 0.55, output 4.40: openai.com/api/pricing, and llmcalc.app/models/o3-mini (verified there 2026-05-06).
    provider: "openai-responses",
    model: "o3-mini",
    usage: { inputTokens: 1000, cachedTokens: 0, outputTokens: 3000, reasoningTokens: 2500 },
    // 1000 × 1.10 = 1100; 500 × 4.40 = 2200; 2500 × 4.40 = 11000.
    parts: { input: 0.0011, output: 0.0022, reasoning: 0.011 },
    total: 0.0143,
  },
  {
    // Text 4 and 16, cached 0.40; sound 32 and 64: openai.com/api/pricing, and askai.glarity.app (2025-10-17) for 4, 32 and 0.40.
    provider: "openai",
    model: "gpt-realtime",
    usage: { inputTokens: 1200, cachedTokens: 200, inputAudioTokens: 700, outputTokens: 900, outputAudioTokens: 800 },
    // 300 × 4 = 1200; 200 × 0.40 = 80; 100 × 16 = 1600; 700 × 32 + 800 × 64 = 22400 + 51200 = 73600.
    parts: { input: 0.0012, cachedInput: 0.00008, output: 0.0016, audio: 0.0736 },
    total: 0.07648,
  },
  {
    // Input 5, cache writes 6.25 and 10, hits 0.50, output 25: platform.claude.com/docs/en/about-claude/pricing. A search 0.01.
    provider: "anthropic",
    model: "claude-opus-4-5-20251101",
    usage: {
      inputTokens: 10_000,
      cachedTokens: 4000,
      cacheWriteTokens: 3000,
      cacheWrite1hTokens: 1000,
      outputTokens: 600,
      reasoningTokens: 200,
      webSearches: 2,
      serviceTier: "standard",
    },
    // 3000 × 5 = 15000; 4000 × 0.50 = 2000; 2000 × 6.25 + 1000 × 10 = 22500; 400 × 25 = 10000; 200 × 25 = 5000; 2 × 0.01.
    parts: { input: 0.015, cachedInput: 0.002, cacheWrite: 0.0225, output: 0.01, reasoning: 0.005, fees: 0.02 },
    total: 0.0745,
  },
  {
    // Input 0.80, cache writes 1, hits 0.08, output 4: anthropic.com/pricing, and docs.rs/synaps (0.10.2) for 0.80, 4 and the tenth.
    provider: "anthropic",
    model: "claude-3-5-haiku-20241022",
    usage: { inputTokens: 1500, cachedTokens: 500, cacheWriteTokens: 400, outputTokens: 250 },
    // 600 × 0.80 = 480; 500 × 0.08 = 40; 400 × 1 = 400; 250 × 4 = 1000.
    parts: { input: 0.00048, cachedInput: 0.00004, cacheWrite: 0.0004, output: 0.001 },
    total: 0.00192,
  },
  {
    // Text 0.30, sound 1.00, cached 0.03 and 0.10, output 2.50: ai.google.dev/pricing, and morphllm.com/gemini-api-pricing for 0.30 and 2.50.
    provider: "google",
    model: "models/gemini-2.5-flash",
    usage: {
      inputTokens: 5000,
      cachedTokens: 1500,
      inputAudioTokens: 2000,
      cachedAudioTokens: 500,
      outputTokens: 400,
      reasoningTokens: 300,
      serviceTier: "ON_DEMAND",
    },
    // Fresh text 2000 × 0.30 = 600; cached text 1000 × 0.03 = 30; 1500 × 1 + 500 × 0.10 = 1550; 100 × 2.50 = 250; 300 × 2.50 = 750.
    parts: { input: 0.0006, cachedInput: 0.00003, audio: 0.00155, output: 0.00025, reasoning: 0.00075 },
    total: 0.00318,
  },
  {
    // Above 200,000 tokens of prompt 2.50, cached 0.25, output 15: ai.google.dev/pricing, and deploybase.ai/articles/gemini-api-pricing (2026-03).
    provider: "google",
    model: "gemini-2.5-pro",
    usage: { inputTokens: 250_000, cachedTokens: 50_000, outputTokens: 1000 },
    // 200000 × 2.50 = 500000; 50000 × 0.25 = 12500; 1000 × 15 = 15000.
    parts: { input: 0.5, cachedInput: 0.0125, output: 0.015 },
    total: 0.5275,
  },
  {
    // Input 0.59, output 0.79: groq.com/pricing. No price of its own for cached tokens.
    provider: "groq",
    model: "llama-3.3-70b-versatile",
    usage: { inputTokens: 1000, cachedTokens: null, outputTokens: 2000, serviceTier: "on_demand" },
    // 1000 × 0.59 = 590; 2000 × 0.79 = 1580.
    parts: { input: 0.00059, output: 0.00158 },
    total: 0.00217,
  },
];

const counted: Usage = {
  inputTokens: 0,
  cachedTokens: null,
  outputTokens: 0,
  reasoningTokens: null,
  totalTokens: null,
};
const none = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0, audio: 0, image: 0, fees: 0 };
const at = new Date("2026-11-21T12:00:00Z");

function costBy(source: PriceSource, { provider, model, usage }: Row) {
  return source.find({ provider, models: [model], at })?.cost({ ...counted, ...usage }) ?? null;
}

for (const row of rows) {
  it(`${row.provider}: ${row.model} costs what it costs by hand, to the digit`, () => {
    const cost = costBy(priceSource(), row);
    expect(cost).toMatchObject({ ...none, ...row.parts, total: row.total, currency: "USD", estimated: false });
    expect(cost).toMatchObject({ provider: row.provider, reportedByProvider: false, tableDate: "2026-09-23" });
  });
}

it("M1: a cached token is charged once, at its own rate", () => {
  const [row] = rows;
  const usage = { inputTokens: 1000, cachedTokens: 1000, outputTokens: 0 };
  // 1000 × 0.075.
  expect(costBy(priceSource(), { ...row!, usage })).toMatchObject({ total: 0.000075, input: 0, cachedInput: 0.000075 });
});

it("M3: a model that nobody knows has no price, and neither has one of a server that is no list's", () => {
  const ask = (provider: string, model: string) => priceSource().find({ provider, models: [model], at });
  expect(ask("openai", "gpt-nobody-knows")).toBeNull();
  expect(ask("openai", "ft:gpt-4o-mini:acme::x")).toBeNull();
  expect(ask("ollama", "gpt-4o-mini")).toBeNull();
  expect(ask("my-openai-proxy", "gpt-4o-mini")).toBeNull();
  expect(ask("openai", "")).toBeNull();
});

it.each([
  ["missing", { inputTokens: null }],
  ["missing output", { outputTokens: null }],
  ["negative", { inputTokens: -1 }],
  ["no number", { outputTokens: Number.NaN }],
  ["more cached than there is", { inputTokens: 10, cachedTokens: 11 }],
  ["more reasoning than output", { outputTokens: 10, reasoningTokens: 11 }],
  ["more written for an hour than written", { inputTokens: 10, cacheWriteTokens: 1, cacheWrite1hTokens: 2 }],
  ["negative searches", { webSearches: -1 }],
])("usage that cannot be (%s) costs null", (_, usage) => {
  expect(costBy(priceSource(), { ...rows[0]!, usage })).toBeNull();
});

it("sound without a rate of its own, and a tier without prices, are estimates", () => {
  const audio = { inputTokens: 100, inputAudioTokens: 50, outputTokens: 10 };
  expect(costBy(priceSource(), { ...rows[0]!, model: "gpt-4o-audio-preview", usage: audio })?.estimated).toBe(true);
  const flex = { inputTokens: 100, outputTokens: 10, serviceTier: "flex" };
  expect(costBy(priceSource(), { ...rows[0]!, usage: flex })).toMatchObject({ estimated: true, serviceTier: "flex" });
});

it("asks for the name that answered, and then for the one that was asked", () => {
  const find = (...models: string[]) => priceSource().find({ provider: "azure", models, at })?.cost(counted)?.model;
  expect(find("gpt-4o-2024-08-06", "my-deployment")).toBe("gpt-4o");
  expect(find("my-deployment", "gpt-4o")).toBe("gpt-4o");
});
