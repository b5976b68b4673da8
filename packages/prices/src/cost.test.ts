import { anthropicCall } from "@zoetrope/anthropic";
import { createTestClient as anthropicClient } from "@zoetrope/anthropic/testing";
import { googleCall } from "@zoetrope/google";
import { createTestClient as googleClient } from "@zoetrope/google/testing";
import {
  costReport,
  llmCall,
  openai,
  openaiCall,
  openaiCompatible,
  registerProviders,
  sumCosts,
  vendors,
} from "@zoetrope/openai";
import { createTestClient, type TestChunk } from "@zoetrope/openai/testing";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { priceSource } from "./price-source.js";
import { usePrices } from "./use-prices.js";

const model = "gpt-4o-mini";
const counts = { prompt_tokens: 1000, completion_tokens: 200, total_tokens: 1200 };
/** 1000 × 0.15 + 200 × 0.60 millionths of a dollar. */
const dollars = 0.00027;

function whole(content: string, usage: object | null = counts, more: object = {}) {
  const choices = [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }];
  const answer = { object: "chat.completion", id: "c1", created: 1, model, choices, ...(usage && { usage }), ...more };
  return new Response(JSON.stringify(answer), { headers: { "content-type": "application/json" } });
}

function chunk(content: string, more: object = {}): TestChunk {
  const choices = [{ index: 0, delta: { content }, finish_reason: null }];
  return { object: "chat.completion.chunk", id: "c1", created: 1, model, choices, ...more } as TestChunk;
}

function end(usage: object | null = counts): TestChunk[] {
  const finish = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
  return [chunk("", finish), ...(usage ? [chunk("", { choices: [], usage })] : [])];
}

let takeBack: (() => void) | null = null;
afterEach(() => takeBack?.());

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

describe("where prices come from", () => {
  it("nowhere: cost is null, and so it is for usage that was not reported", async () => {
    const ask = (answer: Response) => openaiCall(model, { client: createTestClient([answer]) })(() => "Hi")();
    expect((await ask(whole("a"))).cost).toBeNull();
    takeBack = usePrices();
    expect((await ask(whole("a", null))).costMetadata).toBeNull();
  });

  it("usePrices, for all calls, until it is taken back", async () => {
    const response = await openaiCall(model, { client: createTestClient([whole("a")]) })(() => "Hi")();
    takeBack = usePrices();
    expect(response.cost).toBe(dollars);
    const another = usePrices({ models: { [model]: { input: 0, output: 0 } } });
    expect(response.cost).toBe(0);
    another();
    expect(response.cost).toBe(dollars);
    takeBack();
    expect(response.cost).toBeNull();
  });

  it("the option of the call, which wins", async () => {
    takeBack = usePrices();
    const prices = priceSource({ models: { [model]: { input: 1, output: 1 } } });
    const response = await openaiCall(model, { prices, client: createTestClient([whole("a")]) })(() => "Hi")();
    expect(response.cost).toBe(0.0012);
    expect(response.toJSON()).toMatchObject({ cost: 0.0012 });
  });
});

describe("a stream", () => {
  it("costs what its response costs, to the digit", async () => {
    takeBack = usePrices();
    const usage = {
      prompt_tokens: 1237,
      completion_tokens: 331,
      total_tokens: 1568,
      prompt_tokens_details: { cached_tokens: 1024 },
    };
    const client = createTestClient([chunk("Hello"), ...end(usage)]);
    const stream = openaiCall(model, { stream: true, client })(() => "Hi")();
    expect(stream.cost).toBeNull();
    await drain(stream);
    const asked = await openaiCall(model, { client: createTestClient([whole("Hello", usage)]) })(() => "Hi")();
    expect(stream.cost).toBe(asked.cost);
    expect(stream.costMetadata).toEqual(asked.costMetadata);
    expect(stream.constructCallResponse().costMetadata).toEqual(asked.costMetadata);
    // 213 × 0.15 + 1024 × 0.075 + 331 × 0.60.
    expect(stream.cost).toBe(0.00030735);
    expect(stream.costMetadata?.estimated).toBe(false);
  });

  it("costs by the last report while it runs, and after it was left: as an estimate", async () => {
    takeBack = usePrices();
    const reported = (completion_tokens: number) => ({
      usage: { prompt_tokens: 1000, completion_tokens, total_tokens: 0 },
    });
    const client = createTestClient([
      chunk("a", reported(100)),
      chunk("b", reported(200)),
      chunk("c", reported(300)),
      ...end(),
    ]);
    const stream = openaiCall(model, { stream: true, client })(() => "Hi")();
    const seen: unknown[] = [];
    for await (const _ of stream) {
      seen.push(stream.cost, stream.costMetadata?.estimated);
      if (seen.length === 4) break;
    }
    expect(seen).toEqual([0.00021, true, 0.00027, true]);
    expect(stream.costMetadata).toMatchObject({ total: 0.00027, estimated: true });
    expect(stream.constructCallResponse({ partial: true }).cost).toBe(0.00027);
  });

  it("of values sums over its answers", async () => {
    takeBack = usePrices();
    const client = createTestClient([
      [chunk("no JSON"), ...end()],
      [chunk('{"a":"b"}'), ...end()],
    ]);
    const responseModel = z.object({ a: z.string() });
    const stream = openaiCall(model, { stream: true, client, responseModel, retry: { validation: 1 } })(() => "Hi")();
    expect(stream.cost).toBeNull();
    expect(await stream.final()).toEqual({ a: "b" });
    expect(stream.cost).toBe(2 * dollars);
  });
});

it("a call that asks again tells its parser what all answers cost", async () => {
  takeBack = usePrices();
  const client = createTestClient([whole("no JSON"), whole('{"a":"b"}')]);
  const responseModel = z.object({ a: z.string() });
  const outputParser = (_: unknown, { cost }: { readonly cost: number | null }) => cost;
  const options = { client, responseModel, outputParser, retry: { validation: 1 } } as const;
  expect(await openaiCall(model, options)(() => "Hi")()).toBe(2 * dollars);
});

it("an attempt that failed after it reported is in totalCost", async () => {
  takeBack = usePrices();
  const broken = [
    chunk("Hel", { usage: counts }),
    chunk("", { error: { message: "overloaded", code: 503 } } as object),
  ];
  const client = createTestClient([broken, [chunk("Hello"), ...end()]]);
  const options = {
    stream: true,
    client,
    midStream: "restart",
    retry: { attempts: 2, delay: 0, on: () => true },
  } as const;
  const stream = openaiCall(model, options)(() => "Hi")();
  await drain(stream);
  expect(stream.attempts).toHaveLength(1);
  expect(stream.cost).toBe(dollars);
  expect(stream.totalCost).toBe(2 * dollars);
  expect(stream.constructCallResponse().totalCost).toBe(2 * dollars);
});

describe("what the provider says itself is preferred", () => {
  const answer = async (name: "openrouter" | "perplexity" | "xai", usage: object) => {
    const { call } = openaiCompatible(vendors[name]);
    return call(model, { client: createTestClient([whole("a", { ...counts, ...usage })]) })(() => "Hi")();
  };

  it.each([
    [
      "OpenRouter's cost",
      "openrouter",
      { cost: 0.0123, is_byok: false, cost_details: { upstream_inference_cost: 9 } },
      0.0123,
    ],
    [
      "OpenRouter's with a key of one's own",
      "openrouter",
      { cost: 0.25, is_byok: true, cost_details: { upstream_inference_cost: 1 } },
      1.25,
    ],
    ["a free answer of OpenRouter's", "openrouter", { cost: 0 }, 0],
    ["Perplexity's", "perplexity", { cost: { total_cost: 0.00614, request_cost: 0.006 } }, 0.00614],
    ["xAI's ticks", "xai", { cost_in_usd_ticks: 37_756_000 }, 0.0037756],
  ] as const)("%s", async (_, vendor, usage, total) => {
    // Even without a list of prices.
    expect((await answer(vendor, usage)).costMetadata).toMatchObject({
      total,
      reportedByProvider: true,
      estimated: false,
      input: null,
    });
    takeBack = usePrices();
    expect((await answer(vendor, usage)).costMetadata).toMatchObject({ total, reportedByProvider: true });
  });

  it("unless it makes no sense", async () => {
    expect((await answer("openrouter", { cost: -1 })).cost).toBeNull();
  });
});

describe("every provider's counts", () => {
  it("OpenAI: cached, reasoning, sound, tier", async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { cached_tokens: 20, audio_tokens: 30 },
      completion_tokens_details: { reasoning_tokens: 10, audio_tokens: 15 },
    };
    const client = createTestClient([whole("a", usage, { service_tier: "flex" })]);
    const { commonUsage, common } = await openaiCall(model, { client })(() => "Hi")();
    expect(common.usage).toEqual(commonUsage);
    expect(commonUsage).toEqual({
      inputTokens: 100,
      cachedTokens: 20,
      outputTokens: 50,
      reasoningTokens: 10,
      totalTokens: 150,
      inputAudioTokens: 30,
      outputAudioTokens: 15,
      serviceTier: "flex",
    });
  });

  it("xAI: reasoning that was counted beside the answer is output", async () => {
    const usage = {
      prompt_tokens: 12,
      completion_tokens: 2,
      total_tokens: 354,
      completion_tokens_details: { reasoning_tokens: 340 },
    };
    const client = createTestClient([whole("a", usage)]);
    const { commonUsage } = await openaiCall(model, { client })(() => "Hi")();
    expect(commonUsage).toMatchObject({ outputTokens: 342, reasoningTokens: 340, totalTokens: 354 });
  });

  it("Anthropic: cache writes and searches, and its input without the cached tokens", async () => {
    takeBack = usePrices();
    const usage = {
      input_tokens: 100,
      output_tokens: 50,
      cache_read_input_tokens: 1000,
      cache_creation_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 },
      server_tool_use: { web_search_requests: 1 },
      service_tier: "standard",
    };
    const message = {
      type: "message",
      id: "m",
      role: "assistant",
      model: "claude-opus-4-5",
      content: [{ type: "text", text: "a" }],
      stop_reason: "end_turn",
      usage,
    };
    const client = anthropicClient([Response.json(message)]);
    const response = await anthropicCall("claude-opus-4-5", { client, callParams: { max_tokens: 9 } })(() => "Hi")();
    expect(response.inputTokens).toBe(1400);
    // 100 × 5 + 1000 × 0.50 + 200 × 6.25 + 100 × 10 + 50 × 25 millionths, and $0.01.
    expect(response.costMetadata).toMatchObject({
      input: 0.0005,
      cachedInput: 0.0005,
      cacheWrite: 0.00225,
      output: 0.00125,
      fees: 0.01,
      total: 0.0145,
    });
  });

  it("Google: thoughts and sound, by their modality", async () => {
    takeBack = usePrices();
    const usageMetadata = {
      promptTokenCount: 100,
      candidatesTokenCount: 10,
      thoughtsTokenCount: 20,
      totalTokenCount: 130,
      promptTokensDetails: [
        { modality: "TEXT", tokenCount: 40 },
        { modality: "AUDIO", tokenCount: 60 },
      ],
      trafficType: "ON_DEMAND",
    };
    const answer = {
      candidates: [{ content: { parts: [{ text: "a" }] }, finishReason: "STOP" }],
      usageMetadata,
      modelVersion: "gemini-2.5-flash",
    };
    const response = await googleCall("gemini-2.5-flash", { client: googleClient([answer]) })(() => "Hi")();
    // 40 × 0.30, 60 × 1, 10 × 2.50, 20 × 2.50 millionths.
    expect(response.costMetadata).toMatchObject({
      input: 0.000012,
      audio: 0.00006,
      output: 0.000025,
      reasoning: 0.00005,
      total: 0.000147,
      estimated: false,
    });
  });

  it("llmCall: as the provider's own", async () => {
    registerProviders(openai);
    takeBack = usePrices();
    const client = createTestClient([whole("a"), [chunk("a"), ...end()]]);
    const response = await llmCall("openai:gpt-4o-mini", { client })(() => "Hi")();
    expect(response.costMetadata).toMatchObject({ total: dollars, provider: "openai", model });
    const stream = llmCall("openai:gpt-4o-mini", { client, stream: true })(() => "Hi")();
    await drain(stream);
    expect(stream.costMetadata).toEqual(response.costMetadata);
  });
});

describe("a report", () => {
  async function answers() {
    takeBack = usePrices();
    const ask = (metadata: object, answer: Response, prompt = "Hi") =>
      openaiCall(model, { client: createTestClient([answer]), metadata: { ...metadata } })(() => prompt)();
    return Promise.all([
      ask({ name: "greet", tags: ["nightly", "cheap"] }, whole("a")),
      ask({ name: "greet", tags: ["nightly"] }, whole("b")),
      ask({}, whole("c", counts, { model: "gpt-4o" })),
      ask({}, whole("d", null)),
    ]);
  }

  it("adds up by model, prompt and tag, and says what it does not know", async () => {
    const report = costReport(await answers());
    // gpt-4o: 1000 × 2.50 + 200 × 10 millionths.
    expect(report.total).toEqual({
      name: "total",
      answers: 4,
      inputTokens: 3000,
      outputTokens: 600,
      cost: 0.00504,
      unpriced: 1,
    });
    expect(report.byModel.map(({ name, cost, unpriced }) => [name, cost, unpriced])).toEqual([
      ["gpt-4o", 0.0045, 0],
      ["gpt-4o-mini", 0.00054, 1],
    ]);
    expect(report.byPrompt.map(({ name, answers }) => [name, answers])).toEqual([
      ["(none)", 2],
      ["greet", 2],
    ]);
    expect(report.byTag.map(({ name, cost }) => [name, cost])).toEqual([
      ["(none)", 0.0045],
      ["nightly", 0.00054],
      ["cheap", 0.00027],
    ]);
    expect(JSON.parse(JSON.stringify(report))).toEqual({ ...report });
  });

  it("is a plain table as text", async () => {
    expect(String(costReport(await answers())).split("\n")).toEqual([
      "model        answers  input  output                    cost",
      "gpt-4o             1   1000     200               $0.004500",
      "gpt-4o-mini        3   2000     400  $0.000540 + 1 unpriced",
      "",
      "prompt       answers  input  output                    cost",
      "(none)             2   1000     200  $0.004500 + 1 unpriced",
      "greet              2   2000     400               $0.000540",
      "",
      "tag          answers  input  output                    cost",
      "(none)             2   1000     200  $0.004500 + 1 unpriced",
      "nightly            2   2000     400               $0.000540",
      "cheap              1   1000     200               $0.000270",
      "",
      "total              4   3000     600  $0.005040 + 1 unpriced",
    ]);
  });

  it("of nothing is empty, and of what nobody knows is unknown", async () => {
    expect(costReport([]).total).toMatchObject({ answers: 0, cost: 0, unpriced: 0 });
    const [, , , unknown] = await answers();
    expect(costReport([unknown!]).total).toMatchObject({ cost: null, unpriced: 1 });
    expect(String(costReport([unknown!]))).toContain("unknown");
  });
});

it("a sum with an unknown is unknown, and has no noise", () => {
  expect(sumCosts([0.1, 0.2])).toBe(0.3);
  expect(sumCosts([0.1, null])).toBeNull();
  expect(sumCosts([])).toBe(0);
});
