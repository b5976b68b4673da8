import { CallOptionsError, type Usage } from "@zoetrope/core";
import { expect, it } from "vitest";
import { priceSource } from "./price-source.js";
import type { PriceTable } from "./price-table.js";

const usage: Usage = {
  inputTokens: 1_000_000,
  cachedTokens: 0,
  outputTokens: 1_000_000,
  reasoningTokens: null,
  totalTokens: null,
};

function find(table: PriceTable, model: string, day = "2026-11-21", more: Partial<Usage> = {}) {
  const at = new Date(`${day}T00:00:00Z`);
  return (
    priceSource(table)
      .find({ provider: "openai", models: [model], at })
      ?.cost({ ...usage, ...more }) ?? null
  );
}

it("an exact name counts before the longest beginning, and both before the list", () => {
  const models = {
    "ft:gpt-4o-mini:*": { input: 1, output: 2 },
    "ft:gpt-4o-mini:acme:*": { input: 3, output: 4 },
    "ft:gpt-4o-mini:acme::Exact": { input: 5, output: 6 },
    "gpt-4o-mini": { input: 0, output: 0 },
  };
  expect(find({ models }, "ft:gpt-4o-mini:other::1")?.total).toBe(3);
  expect(find({ models }, "ft:gpt-4o-mini:acme::2")?.total).toBe(7);
  expect(find({ models, date: "2026-11-01" }, "FT:gpt-4o-mini:acme::exact")).toMatchObject({
    total: 11,
    tableDate: "2026-11-01",
    estimated: false,
  });
  expect(find({ models }, "gpt-4o-mini")).toMatchObject({ total: 0, tableDate: null });
  // The list's: 2.50 + 10.
  expect(find({ models }, "gpt-4o")?.total).toBe(12.5);
});

it("a table's name counts before the list's, though the list knows the name that answered", () => {
  const source = priceSource({ models: { "my-deployment": { input: 7, output: 7 } } });
  const price = source.find({ provider: "azure", models: ["gpt-4o", "my-deployment"], at: new Date() });
  expect(price?.cost(usage)?.total).toBe(14);
});

it("prices change with the day, whatever their order", () => {
  const models = {
    mine: [
      { from: "2026-06-01", input: 1, output: 1 },
      { from: "2026-01-01", input: 2, output: 2 },
    ],
  };
  expect(find({ models }, "mine", "2026-05-31")?.total).toBe(4);
  expect(find({ models }, "mine", "2026-06-01")?.total).toBe(2);
  expect(find({ models }, "mine", "2025-12-31")).toBeNull();
});

it("a tier has its own rates, and the model's for the rest", () => {
  const models = { mine: { input: 2, output: 4, reasoning: 8, serviceTiers: { Batch: { input: 1, output: 2 } } } };
  const batch = { serviceTier: "batch", reasoningTokens: 500_000 };
  // 1 + 0.5 × 2 + 0.5 × 8.
  expect(find({ models }, "mine", undefined, batch)).toMatchObject({
    total: 6,
    serviceTier: "batch",
    estimated: false,
  });
  expect(find({ models }, "mine", undefined, { serviceTier: "priority" })).toMatchObject({ total: 6, estimated: true });
});

it("every rate counts", () => {
  const models = {
    mine: {
      input: {
        base: 1,
        tiers: [
          { start: 2_000_000, price: 9 },
          { start: 500_000, price: 2 },
        ],
      },
      output: 3,
      inputAudio: 10,
      outputAudio: 20,
      inputImage: 30,
      outputImage: 40,
      perRequest: 0.5,
      perWebSearch: 0.25,
    },
  };
  const more = {
    inputAudioTokens: 100_000,
    outputAudioTokens: 100_000,
    inputImageTokens: 100_000,
    outputImageTokens: 100_000,
    webSearches: 4,
  };
  // Input 0.8 × 2; output 0.8 × 3; sound 0.1 × 30; images 0.1 × 70; fees 0.5 + 4 × 0.25.
  expect(find({ models }, "mine", undefined, more)).toMatchObject({
    input: 1.6,
    output: 2.4,
    audio: 3,
    image: 7,
    fees: 1.5,
    total: 15.5,
    estimated: false,
  });
});

it.each([
  [
    "a misspelt price",
    { models: { mine: { inptu: 1, input: 1, output: 1 } } },
    /models\["mine"\] has "inptu".*There are: input/,
  ],
  ["no output", { models: { mine: { input: 1 } } }, /models\["mine"\] has no "output"/],
  ["a negative price", { models: { mine: { input: -1, output: 1 } } }, /mine"\]\.input is -1/],
  ["a price in words", { models: { mine: { input: "1$", output: 1 } } }, /input is "1\$"/],
  ["NaN", { models: { mine: { input: Number.NaN, output: 1 } } }, /input is NaN/],
  ["a broken step", { models: { mine: { input: { base: 1, tiers: [{ start: 1 }] }, output: 1 } } }, /input is \{/],
  ["a misspelt part", { model: {} }, /"model" is no part/],
  ["no models", {}, /models of a price table is missing/],
  ["no day", { date: "November", models: {} }, /date is "November"/],
  ["no day of prices", { models: { mine: [{ from: "2026-13-01", input: 1, output: 1 }] } }, /mine"\]\[0\]\.from/],
  ["an empty list", { models: { mine: [] } }, /empty list/],
  [
    "a misspelt price of a tier",
    { models: { mine: { input: 1, output: 1, serviceTiers: { batch: { in: 1 } } } } },
    /serviceTiers\.batch has "in"/,
  ],
  ["a list", [], /must be an object/],
])("a table with a fault is told in words: %s", (_, table, message) => {
  const make = (): unknown => priceSource(table as unknown as PriceTable);
  expect(make).toThrow(CallOptionsError);
  expect(make).toThrow(message);
});

it("a model called __proto__ is a model like any other", () => {
  const models = JSON.parse('{ "__proto__": { "input": 1, "output": 1 } }');
  expect(find({ models }, "__proto__")?.total).toBe(2);
  expect(find({ models: {} }, "constructor")).toBeNull();
});
