import { anthropicCall } from "@zoetrope/anthropic";
import { createTestClient as anthropicClient } from "@zoetrope/anthropic/testing";
import { installPrices } from "@zoetrope/core";
import {
  Budget,
  BudgetExceededError,
  CallOptionsError,
  costReport,
  llmCall,
  openai,
  openaiCall,
  registerProviders,
  runTools,
  tool,
} from "@zoetrope/openai";
import { stall, startTestServer } from "@zoetrope/test-server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { clientOf, end, model, piece, say, serve, serveWhole, usage } from "./__fixtures__/chat-server.js";
import { priceSource } from "./price-source.js";
import { usePrices } from "./use-prices.js";

const prices = priceSource();
const tenTokens = "abc ".repeat(10);
async function errorOf(reading: PromiseLike<unknown>): Promise<unknown> {
  try {
    await reading;
  } catch (error) {
    return error;
  }
  return undefined;
}
async function read(stream: AsyncIterable<readonly [{ readonly content: string }, unknown]>) {
  let text = "";
  try {
    for await (const [chunk] of stream) text += chunk.content;
  } catch (error) {
    return { text, error };
  }
  return { text, error: null };
}
async function whole(message: object, counted: object | null, more: object = {}) {
  const server = await startTestServer();
  const body = {
    id: "c1",
    object: "chat.completion",
    created: 1,
    model,
    choices: [{ index: 0, message: { role: "assistant", content: null, ...message }, finish_reason: "stop" }],
    ...(counted && { usage: counted }),
    ...more,
  };
  server.reply({ headers: { "content-type": "application/json" }, body: [JSON.stringify(body)] });
  return server;
}
const call1 = (args: string) => ({
  tool_calls: [{ id: "a", type: "function", function: { name: "add", arguments: args } }],
});
const add = tool({ name: "add", description: "Adds", parameters: z.object({ a: z.number() }) }, ({ a }) => a + 1);

it("contradictory usage must not switch budget.usd off", async () => {
  await using server = await serveWhole("Hello", {
    prompt_tokens: 10,
    completion_tokens: 500,
    total_tokens: 510,
    prompt_tokens_details: { cached_tokens: 20 },
  });
  const budget = new Budget({ usd: 0.0001 });
  const ask = openaiCall(model, { client: clientOf(server), budget, prices })(() => "Hi");
  await ask(); // 500 x 0.6 / 1e6 = 0.0003 at least
  expect(await errorOf(ask())).toBeInstanceOf(BudgetExceededError);
});

it("contradictory usage in a stream's chunks must not switch the live stop off", async () => {
  const odd = (at: number) =>
    piece({ content: tenTokens }).replace(
      "}\n\n",
      `,"usage":${JSON.stringify({ ...usage(5, at * 10), prompt_tokens_details: { cached_tokens: 9 } })}}\n\n`,
    );
  await using server = await serve([...Array.from({ length: 30 }, (_, at) => odd(at + 1)), ...end(null)]);
  const ask = openaiCall(model, { client: clientOf(server), stream: true, budget: { usd: 0.00002 }, prices })(
    () => "Hi",
  );
  expect((await read(ask())).error).toBeInstanceOf(BudgetExceededError);
});

it.each([
  ["outputTokens", { outputTokens: 100 }],
  ["totalTokens", { totalTokens: 100 }],
])("F2 negative usage must not refill a budget (%s)", async (_, limits) => {
  await using server = await serve([
    say(tenTokens),
    ...end({ prompt_tokens: -1000, completion_tokens: -1000, total_tokens: -2000 }),
  ]);
  const budget = new Budget(limits);
  await read(openaiCall(model, { client: clientOf(server), stream: true, budget })(() => "Hi")());
  expect(budget.spent.outputTokens).toBe(10);
  expect(budget.spent.totalTokens).toBeGreaterThanOrEqual(10);
});

it("an answer that was left is charged with its cached tokens as cached", async () => {
  const message = {
    id: "m",
    type: "message",
    role: "assistant",
    model: "claude-opus-4-5",
    content: [],
    usage: { input_tokens: 10, cache_read_input_tokens: 100_000, cache_creation_input_tokens: 0, output_tokens: 1 },
  };
  const client = anthropicClient([
    [
      { type: "message_start", message },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      ...Array.from({ length: 5 }, () => ({
        type: "content_block_delta",
        index: 0,
        delta: { type: "text_delta", text: tenTokens },
      })),
    ],
  ]);
  const budget = new Budget({ usd: 1 });
  const stream = anthropicCall("claude-opus-4-5", {
    client,
    budget,
    stream: true,
    prices,
    callParams: { max_tokens: 9 },
  })(() => "Hi")();
  let live: number | null = null;
  let n = 0;
  for await (const _ of stream) {
    live = budget.spent.usd;
    if (++n === 4) break;
  }
  // opus 4.5: 5 in, 0.5 cached, 25 out. 10x5 + 100000x0.5 + (1+20)x25 millionths
  expect(budget.spent.usd).toBe(live);
  expect(budget.spent.usd).toBeLessThan(0.06);
});

it("an answer refused by onInvalidTool: throw was paid for, and is charged", async () => {
  await using server = await whole(call1('{"a":"no"}'), usage(10, 500));
  const budget = new Budget({ outputTokens: 100 });
  const ask = openaiCall(model, { client: clientOf(server), budget, tools: [add], onInvalidTool: "throw" })(() => "Hi");
  const error = await errorOf(ask());
  expect(error).toMatchObject({ name: "ToolArgumentsError" });
  expect(budget.spent.outputTokens).toBe(500);
});

it("a whole answer without usage counts tool arguments", async () => {
  await using server = await whole(call1(`{"a":1,"b":"${tenTokens}"}`), null);
  const budget = new Budget({ outputTokens: 1000 });
  await openaiCall(model, { client: clientOf(server), budget, tools: [add] })(() => "Hi")();
  expect(budget.spent.outputTokens).toBeGreaterThanOrEqual(10);
});

describe("usePrices", () => {
  it("undone out of order stays undone", async () => {
    await using server = await serveWhole("Hello", usage(1000, 200));
    const a = usePrices();
    const b = usePrices({ models: { x: { input: 1, output: 1 } } });
    a();
    b();
    const response = await openaiCall(model, { client: clientOf(server) })(() => "Hi")();
    try {
      expect(response.cost).toBeNull();
    } finally {
      installPrices({ find: () => null });
    }
  });
});

describe("table", () => {
  const at = new Date();
  const rate = (models: object, names: string[]) =>
    priceSource({ models: models as never })
      .find({ provider: "openai", models: names, at })
      ?.cost({ inputTokens: 1e6, outputTokens: 0, cachedTokens: null, reasoningTokens: null, totalTokens: null })
      ?.total;
  it("exact counts before the longest beginning, also when the answer's name is dated", () => {
    expect(
      rate({ "acme-*": { input: 9, output: 9 }, "acme-large": { input: 1, output: 1 } }, [
        "acme-large-2026-01-01",
        "acme-large",
      ]),
    ).toBe(1);
  });
  it("a star in the middle is a typo", () => {
    expect(() => priceSource({ models: { "ft:*:acme": { input: 1, output: 1 } } })).toThrow(CallOptionsError);
  });
  it("two names that are one", () => {
    expect(() => priceSource({ models: { Acme: { input: 1, output: 1 }, acme: { input: 2, output: 2 } } })).toThrow(
      CallOptionsError,
    );
  });
  it("two prices from one day", () => {
    expect(() =>
      priceSource({
        models: {
          acme: [
            { input: 1, output: 1 },
            { input: 2, output: 2 },
          ],
        },
      }),
    ).toThrow(CallOptionsError);
  });
  it("a bigint", () => {
    expect(() => priceSource({ models: { acme: { input: 1n as never, output: 1 } } })).toThrow(CallOptionsError);
  });
  it("NaN is named", () => {
    expect(() => priceSource({ models: { acme: { input: Number.NaN, output: 1 } } })).toThrow(/input is NaN/);
  });
  it("a day that is none", () => {
    expect(() => priceSource({ date: "2026-02-31", models: {} })).toThrow(CallOptionsError);
  });
  it("is copied", () => {
    const tiers = [{ start: 100, price: 2 }];
    const source = priceSource({ models: { acme: { input: { base: 1, tiers }, output: 1 } } });
    tiers[0]!.price = 50;
    expect(
      source
        .find({ provider: "openai", models: ["acme"], at })
        ?.cost({ inputTokens: 1e6, outputTokens: 0, cachedTokens: null, reasoningTokens: null, totalTokens: null })
        ?.total,
    ).toBe(2);
  });
});

it("run.cost while the tools of an answer run includes that answer", async () => {
  const calls = [
    piece({ tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "look", arguments: '{"a":1}' } }] }),
    ...end(usage(100, 40)),
  ];
  await using server = await serve(calls, [say("done"), ...end(usage(100, 40))]);
  let seen: number | null = null;
  const look = tool({ name: "look", description: "x", parameters: z.object({ a: z.number() }) }, () => {
    seen = run.cost;
    return "x";
  });
  const ask = openaiCall(model, { client: clientOf(server), stream: true, tools: [look], prices })(
    (history: { role: "user"; content: string }[]) => ({ messages: history }),
  );
  const run = runTools(ask as never, [{ role: "user", content: "Hi" }] as never);
  await run.result();
  expect(seen).toBe(0.000039);
});

it("the provider's own cost counts when it is there", async () => {
  await using server = await serve([say("Hello"), ...end({ ...usage(1000, 1000), cost: 0.00001 })]);
  const budget = new Budget({ usd: 0.0001 });
  const stream = openaiCall(model, { client: clientOf(server), stream: true, budget, prices })(() => "Hi")();
  expect((await read(stream)).error).toBeNull();
  expect(budget.spent.usd).toBe(0.00001);
});

it("whole: a refused request that was left while it waits for its retry costs nothing", async () => {
  await using server = await startTestServer();
  server.reply({ status: 500, headers: { "retry-after": "20" }, body: ["{}"] });
  const controller = new AbortController();
  const budget = new Budget({ totalTokens: 100 });
  const asking = errorOf(
    openaiCall(model, {
      client: clientOf(server),
      budget,
      signal: controller.signal,
      retry: { attempts: 3, delay: 5000 },
    })(() => tenTokens)(),
  );
  await server.until(() => server.requests.length === 1);
  await new Promise((r) => setTimeout(r, 100));
  controller.abort(new Error("left"));
  await asking;
  await new Promise((r) => setTimeout(r, 20));
  expect(budget.spent.totalTokens).toBe(0);
});

it("whole retries are held to a shared budget that others have used up", async () => {
  await using server = await startTestServer();
  server.reply({ status: 500, headers: {}, body: ["{}"] });
  server.reply({
    headers: { "content-type": "application/json" },
    body: [
      JSON.stringify({
        id: "c",
        object: "chat.completion",
        created: 1,
        model,
        choices: [{ index: 0, message: { role: "assistant", content: "x" }, finish_reason: "stop" }],
        usage: usage(1, 1),
      }),
    ],
  });
  const budget = new Budget({ outputTokens: 10 });
  const spend = () => {
    const c = budget.open({ usd: null, outputTokens: 0, totalTokens: 0, estimated: false });
    budget.settle(c, { usd: null, outputTokens: 50, totalTokens: 50, estimated: false });
    return true;
  };
  const error = await errorOf(
    openaiCall(model, { client: clientOf(server), budget, retry: { attempts: 2, delay: 0, on: spend } })(() => "Hi")(),
  );
  expect(error).toBeInstanceOf(BudgetExceededError);
  expect(server.requests).toHaveLength(1);
});

describe("costReport odd", () => {
  const base = { model: "m", commonUsage: null, totalCost: 1, promptTemplate: null, metadata: {} };
  it("empty template", () => expect(costReport([{ ...base, promptTemplate: "" }]).byPrompt[0]?.name).toBe("(none)"));
  it("line break in names", () =>
    expect(String(costReport([{ ...base, metadata: { name: "a\nb", tags: ["c\nd"] } }])).split("\n")).toHaveLength(10));
  it("long tag", () =>
    expect(
      Math.max(
        ...String(costReport([{ ...base, metadata: { tags: ["x".repeat(400)] } }]))
          .split("\n")
          .map((l) => l.length),
      ),
    ).toBeLessThan(150));
  it("no metadata", () =>
    expect(() => costReport([{ ...base, metadata: undefined as never }])).toThrow(CallOptionsError));
  it("no answer at all", () =>
    expect(() => costReport([{ title: "a value of a responseModel" } as never])).not.toThrow(TypeError));
  it("totalCost undefined", () =>
    expect(() => costReport([{ ...base, totalCost: undefined as never }])).toThrow(CallOptionsError));
});

it("llm stream with usage is exact", async () => {
  registerProviders(openai);
  await using server = await serve([say("x"), ...end(usage(1000, 200))]);
  const budget = new Budget({ usd: 1 });
  await read(llmCall(`openai:${model}`, { client: clientOf(server), stream: true, budget, prices })(() => "Hi")());
  expect(budget.spent).toEqual({ usd: 0.00027, outputTokens: 200, totalTokens: 1200, estimated: false });
});

it("tee and toResponse charge once and leave nothing", async () => {
  await using server = await serve([say("x"), ...end(usage(1000, 200))]);
  const budget = new Budget({ usd: 1 });
  const ask = openaiCall(model, { client: clientOf(server), stream: true, budget, prices })(() => "Hi");
  const [a, b] = ask().tee(2);
  await Promise.all([read(a), read(b)]);
  await ask().toResponse().text();
  expect(budget.spent).toEqual({ usd: 0.00054, outputTokens: 400, totalTokens: 2400, estimated: false });
});

it("structured stream: budget stop, socket, partial", async () => {
  await using server = await serve([say('{"a":"'), ...Array.from({ length: 10 }, () => say(tenTokens)), stall()]);
  const budget = new Budget({ outputTokens: 35 });
  const stream = openaiCall(model, {
    client: clientOf(server),
    stream: true,
    budget,
    responseModel: z.object({ a: z.string() }),
    retry: { validation: 3, attempts: 3 },
  })(() => "Hi")();
  const error = await errorOf(
    (async () => {
      for await (const _ of stream as AsyncIterable<unknown>);
    })(),
  );
  expect(error).toBeInstanceOf(BudgetExceededError);
  await server.until(() => server.openSockets === 0, 1000);
  expect(server.requests).toHaveLength(1);
});

it("Anthropic: 1h cache writes with a model that has no rate for them are marked", () => {
  const p = priceSource().find({
    provider: "bedrock",
    models: ["us.anthropic.claude-sonnet-4-20250514-v1:0"],
    at: new Date(),
  });
  const m = p?.cost({
    inputTokens: 1000,
    outputTokens: 0,
    cachedTokens: 0,
    reasoningTokens: null,
    totalTokens: null,
    cacheWriteTokens: 1000,
    cacheWrite1hTokens: 1000,
  });
  expect(m?.estimated).toBe(true);
});

it("Anthropic: fast mode and another geography cost something else, and are marked", async () => {
  const message = {
    id: "m",
    type: "message",
    role: "assistant",
    model: "claude-opus-4-6",
    content: [{ type: "text", text: "x" }],
    stop_reason: "end_turn",
    usage: { input_tokens: 10, output_tokens: 1, speed: "fast", service_tier: "standard" },
  };
  const client = anthropicClient([message] as never);
  const response = await anthropicCall("claude-opus-4-6", { client, prices, callParams: { max_tokens: 9 } })(
    () => "Hi",
  )();
  expect(response.costMetadata?.estimated).toBe(true);
});

it("metadata of a request is no prompt", async () => {
  await using server = await serve([say("x"), ...end(usage(1, 1))]);
  const ask = openaiCall(model, {
    client: clientOf(server),
    stream: true,
    budget: { totalTokens: 50 },
    callParams: { metadata: { note: "words ".repeat(80) } },
  })(() => "Hi");
  expect((await read(ask())).error).toBeNull();
});
it("hidden reasoning that the total alone counts (recording: openai-compatible/google/tool-no-args) is marked", () => {
  const p = priceSource({ models: { g: { input: 1, output: 1 } } }).find({
    provider: "openai",
    models: ["g"],
    at: new Date(),
  });
  expect(
    p?.cost({ inputTokens: 35, outputTokens: 12, totalTokens: 109, cachedTokens: null, reasoningTokens: null })
      ?.estimated,
  ).toBe(true);
});

it("a user middleware that cancels the stream leaves no reservation and charges once", async () => {
  const { withMiddleware } = await import("@zoetrope/openai");
  await using server = await serve([say(tenTokens), say(tenTokens), stall()]);
  const budget = new Budget({ totalTokens: 1000 });
  const ask = openaiCall(model, { client: clientOf(server), stream: true, budget })(() => "abcd");
  let stream: ReturnType<typeof ask> | null = null;
  const watched = withMiddleware(ask, {
    onEvent: ({ type }) => {
      if (type === "chunk") stream?.cancel();
    },
  });
  stream = watched();
  await read(stream);
  expect(budget.spent).toMatchObject({ totalTokens: 11, outputTokens: 10 });
});
it("a retry event whose middleware cancels", async () => {
  const { withMiddleware } = await import("@zoetrope/openai");
  await using server = await serve([say(tenTokens), "data: {\n\n"], [say("x"), stall()]);
  const budget = new Budget({ totalTokens: 1000 });
  const ask = openaiCall(model, {
    client: clientOf(server),
    stream: true,
    budget,
    midStream: "restart",
    retry: { attempts: 3, delay: 0, on: () => true },
  })(() => "abcd");
  let stream: ReturnType<typeof ask> | null = null;
  stream = withMiddleware(ask, {
    onEvent: ({ type }) => {
      if (type === "retry") stream?.cancel();
    },
  })();
  await read(stream);
  expect(budget.spent).toMatchObject({ totalTokens: 11, outputTokens: 10 });
});
it("a budget that stops a stream is never retried, also with midStream restart and fallbacks", async () => {
  await using server = await serve([say(tenTokens), say(tenTokens), stall()]);
  const other = openaiCall(model, { client: clientOf(server), stream: true })(() => "Hi");
  const ask = openaiCall(model, {
    client: clientOf(server),
    stream: true,
    budget: { outputTokens: 15 },
    midStream: "restart",
    retry: { attempts: 3, delay: 0, on: () => true },
    fallback: [{ call: other, on: () => true }],
  })(() => "Hi");
  expect((await read(ask())).error).toBeInstanceOf(BudgetExceededError);
  expect(server.requests).toHaveLength(1);
});
it("whole: refused by a budget, no fallback and no retry", async () => {
  await using server = await serveWhole("x", usage(1, 50));
  const budget = new Budget({ outputTokens: 50 });
  const other = openaiCall(model, { client: clientOf(server) })(() => "Hi");
  const ask = openaiCall(model, {
    client: clientOf(server),
    budget,
    retry: { attempts: 3, delay: 0, on: () => true },
    fallback: [{ call: other, on: () => true }],
  })(() => "Hi");
  await ask();
  expect(await errorOf(ask())).toBeInstanceOf(BudgetExceededError);
  expect(server.requests).toHaveLength(1);
});
it("two budgets, the narrower one stops, both are charged the same, once", async () => {
  await using server = await serve([...Array.from({ length: 9 }, () => say(tenTokens)), stall()]);
  const [wide, narrow] = [new Budget({ outputTokens: 1000 }), new Budget({ outputTokens: 15 })];
  const ask = openaiCall(model, { client: clientOf(server), stream: true, budget: narrow, tools: [add] })(
    (history: { role: "user"; content: string }[]) => ({ messages: history }),
  );
  const result = await runTools(ask as never, [{ role: "user", content: "Hi" }] as never, { budget: wide }).result();
  expect(result.reason).toBe("budget");
  expect([wide.spent.outputTokens, narrow.spent.outputTokens]).toEqual([20, 20]);
});
