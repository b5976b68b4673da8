import {
  Budget,
  BudgetExceededError,
  CallOptionsError,
  openaiCall,
  runTools,
  tool,
  withMiddleware,
  type BudgetOption,
} from "@zoetrope/openai";
import { stall, type Action, type TestServer } from "@zoetrope/test-server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { clientOf, end, model, piece, say, serve, serveWhole, usage } from "./__fixtures__/chat-server.js";
import { priceSource } from "./price-source.js";

const prices = priceSource();
/** 10 tokens, by four characters to a token. */
const tenTokens = "abc ".repeat(10);

async function errorOf(reading: PromiseLike<unknown>): Promise<unknown> {
  try {
    await reading;
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Reads to the end. Returns the text that was handed out, and what the loop threw. */
async function read(stream: AsyncIterable<readonly [{ readonly content: string }, unknown]>) {
  let text = "";
  try {
    for await (const [chunk] of stream) text += chunk.content;
  } catch (error) {
    return { text, error };
  }
  return { text, error: null };
}

function asking(server: TestServer, options: { readonly budget: BudgetOption }) {
  return openaiCall(model, { stream: true, client: clientOf(server), prices, ...options })((prompt: string) => prompt);
}

/** Never ends by itself. */
const endless = (server: TestServer, pieces: number) => {
  const body = [...Array.from({ length: pieces }, () => say(tenTokens)), stall()];
  server.reply({ headers: { "content-type": "text/event-stream" }, body });
};

describe("a stream", () => {
  it("is stopped by the chunk that passes the budget: the socket closes within 50 ms, and the error has the partial", async () => {
    await using server = await serve();
    endless(server, 40);
    const stream = asking(server, { budget: { outputTokens: 35 } })("Hi");
    const { text, error } = await read(stream);
    const stoppedAt = performance.now();
    await server.until(() => server.openSockets === 0, 1000);
    expect(performance.now() - stoppedAt).toBeLessThan(50);
    // Three chunks are 30 tokens; the fourth makes it 40.
    expect(text).toBe(tenTokens.repeat(3));
    if (!BudgetExceededError.isInstance(error)) throw error;
    expect(error.partial?.content).toBe(tenTokens.repeat(4));
    expect(error).toMatchObject({ limit: "outputTokens", estimated: true, spent: { outputTokens: 40 } });
    expect(error.message).toMatch(/budget.outputTokens is 35 tokens, and about 40 tokens of it are spent/);
    expect(stream.ending).toEqual({ status: "failed", cause: error });
  });

  it("is stopped for reasoning and for the arguments of a tool as well", async () => {
    await using server = await serve(
      [piece({ reasoning_content: tenTokens }), piece({ reasoning_content: tenTokens }), stall()],
      [
        piece({ tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: `{"x":"${tenTokens}` } }] }),
        piece({ tool_calls: [{ index: 0, function: { arguments: tenTokens } }] }),
        stall(),
      ],
    );
    const ask = asking(server, { budget: { outputTokens: 15 } });
    const ended = [await read(ask("reasoning")), await read(ask("a tool"))];
    expect(ended.map(({ error }) => BudgetExceededError.isInstance(error))).toEqual([true, true]);
    await server.until(() => server.openSockets === 0);
  });

  it("is stopped by dollars: the prompt's and the answer's", async () => {
    await using server = await serve();
    endless(server, 100);
    // 10 tokens cost 10 × 0.60 / 1,000,000 = $0.000006; the prompt, 1 token, $0.00000015.
    const { text, error } = await read(asking(server, { budget: { usd: 0.00002 } })("Hi!!"));
    expect(text).toBe(tenTokens.repeat(3));
    expect(error).toMatchObject({ limit: "usd", spent: { usd: 0.00002415, outputTokens: 40, totalTokens: 41 } });
  });

  it("counts what the server reports instead of what was estimated", async () => {
    // 10 tokens by their characters, and 3 by the server's count.
    const reported = [1, 2, 3].map((at) =>
      piece({ content: tenTokens }).replace("}\n\n", `,"usage":${JSON.stringify(usage(5, at))}}\n\n`),
    );
    await using server = await serve([...reported, ...end(usage(5, 3))]);
    const budget = new Budget({ outputTokens: 9 });
    const { error } = await read(asking(server, { budget })("Hi"));
    expect(error).toBeNull();
    expect(budget.spent).toEqual({ usd: 0.00000255, outputTokens: 3, totalTokens: 8, estimated: false });
  });

  it("that ends below its budget costs the budget what it costs itself", async () => {
    await using server = await serve([say("Hello"), ...end(usage(1000, 200))]);
    const budget = new Budget({ usd: 1 });
    const stream = asking(server, { budget })("Hi");
    expect((await read(stream)).error).toBeNull();
    // 1000 × 0.15 + 200 × 0.60 millionths.
    expect(stream.cost).toBe(0.00027);
    expect(budget.spent).toEqual({ usd: 0.00027, outputTokens: 200, totalTokens: 1200, estimated: false });
  });

  it("of a server that reports no usage is stopped, and settled, by estimate", async () => {
    await using server = await serve([say(tenTokens), ...end(null)]);
    const budget = new Budget({ totalTokens: 100 });
    const stream = asking(server, { budget })("abcd");
    await read(stream);
    expect(stream.cost).toBeNull();
    expect(budget.spent).toMatchObject({ outputTokens: 10, totalTokens: 11, estimated: true });
  });

  it("that its reader left is charged for what had come", async () => {
    await using server = await serve([say(tenTokens), say(tenTokens), stall()]);
    const budget = new Budget({ outputTokens: 100 });
    let chunks = 0;
    for await (const _ of asking(server, { budget })("Hi")) if (++chunks === 2) break;
    expect(budget.spent).toMatchObject({ outputTokens: 20, estimated: true });
  });

  it("that was never read, or was refused, costs nothing", async () => {
    await using server = await serve();
    server.reply({
      status: 400,
      headers: { "content-type": "application/json" },
      body: ['{"error":{"message":"no"}}'],
    });
    const budget = new Budget({ totalTokens: 100 });
    asking(server, { budget })("never read");
    expect((await read(asking(server, { budget })("refused"))).error).toBeInstanceOf(Error);
    expect(budget.spent.totalTokens).toBe(0);
  });

  it("is not sent when its prompt alone is too much", async () => {
    await using server = await serve([say("no")]);
    const { error } = await read(asking(server, { budget: { totalTokens: 9 } })("abc ".repeat(10)));
    expect(error).toMatchObject({
      name: "BudgetExceededError",
      limit: "totalTokens",
      estimated: false,
      partial: { content: "" },
    });
    expect(String(error)).toMatch(/was not sent. Its prompt alone is about 10 tokens/);
    expect(server.requests).toHaveLength(0);
  });

  it("tells its observers one end", async () => {
    await using server = await serve();
    endless(server, 5);
    const events: string[] = [];
    const watched = withMiddleware(asking(server, { budget: { outputTokens: 15 } }), {
      onEvent: ({ type }) => void events.push(type),
    });
    await read(watched("Hi"));
    expect(events).toEqual(["start", "chunk", "chunk", "error"]);
  });
});

describe("a budget that calls share", () => {
  it("holds 100 streams at once, with at most one chunk of overshoot each", async () => {
    await using server = await serve();
    let left = 0;
    const counted: Action = ({ gone }) => gone.addEventListener("abort", () => left++);
    const body = [counted, ...Array.from({ length: 50 }, () => say(tenTokens)), stall()];
    server.reply({ headers: { "content-type": "text/event-stream" }, body });
    const budget = new Budget({ outputTokens: 4000 });
    const ask = asking(server, { budget });
    const ended = await Promise.all(Array.from({ length: 100 }, () => read(ask("Hi"))));
    expect(ended.every(({ error }) => BudgetExceededError.isInstance(error))).toBe(true);
    expect(budget.spent.outputTokens).toBeGreaterThan(4000);
    expect(budget.spent.outputTokens).toBeLessThanOrEqual(4000 + 100 * 10);
    // Nobody was handed more than the budget.
    expect(ended.reduce((sum, { text }) => sum + text.length / 4, 0)).toBeLessThanOrEqual(4000);
    await server.until(() => left === 100);
  });

  it("refuses the calls behind the one that used it up", async () => {
    await using server = await serve([say("Hello"), ...end(usage(10, 50))]);
    const ask = asking(server, { budget: new Budget({ outputTokens: 50 }) });
    expect((await read(ask("first"))).error).toBeNull();
    expect((await read(ask("second"))).error).toBeInstanceOf(BudgetExceededError);
    expect(server.requests).toHaveLength(1);
  });

  it("counts prompts that are on their way: of two, the second does not fit", async () => {
    await using server = await serve([say("a"), stall()]);
    const ask = asking(server, { budget: new Budget({ totalTokens: 15 }) });
    const first = ask("abc ".repeat(10));
    await first.open();
    expect((await read(ask("abc ".repeat(10)))).error).toBeInstanceOf(BudgetExceededError);
    first.cancel();
  });
});

describe("an answer that comes whole", () => {
  it("is handed out though it costs too much, and the next call is refused", async () => {
    await using server = await serveWhole("Hello", usage(10, 500));
    const budget = new Budget({ outputTokens: 100 });
    const ask = openaiCall(model, { client: clientOf(server), budget, prices })(() => "Hi");
    const response = await ask();
    expect(response.cost).toBe(budget.spent.usd);
    expect(budget.spent).toMatchObject({ outputTokens: 500, estimated: false });
    expect(await errorOf(ask())).toMatchObject({
      name: "BudgetExceededError",
      partial: null,
      spent: { outputTokens: 500 },
    });
  });

  it("without usage is counted by its text", async () => {
    await using server = await serveWhole(tenTokens, null);
    const budget = new Budget({ totalTokens: 100 });
    await openaiCall(model, { client: clientOf(server), budget })(() => "abcd")();
    expect(budget.spent).toMatchObject({ outputTokens: 10, totalTokens: 11, estimated: true, usd: null });
  });

  it("asked for again because it does not fit is asked for within the budget of the call", async () => {
    await using server = await serveWhole("no JSON", usage(10, 60));
    const ask = openaiCall(model, {
      client: clientOf(server),
      budget: { outputTokens: 100 },
      responseModel: z.object({ a: z.string() }),
      retry: { validation: 5 },
    })(() => "Hi");
    const error = await errorOf(ask());
    expect(error).toMatchObject({ name: "ResponseValidationError", cause: { name: "BudgetExceededError" } });
    expect(server.requests).toHaveLength(2);
    // The limits of one call are new for the next.
    await errorOf(ask());
    expect(server.requests).toHaveLength(4);
  });

  it("of a fallback that is a call of its own counts as well", async () => {
    await using broken = await serve();
    broken.reply({ status: 500, headers: {}, body: ["{}"] });
    await using server = await serveWhole("Hello", usage(10, 60));
    const budget = new Budget({ outputTokens: 1000 });
    const other = openaiCall(model, { client: clientOf(server) })((_: string) => "Hi");
    const ask = openaiCall(model, { client: clientOf(broken), budget, fallback: [{ call: other, on: () => true }] })(
      (_: string) => "Hi",
    );
    await ask("x");
    expect(budget.spent.outputTokens).toBe(60);
  });
});

it("a stream that falls back to another call is stopped by the budget of the first, and charged once", async () => {
  await using broken = await serve();
  broken.reply({ status: 500, headers: {}, body: ["{}"] });
  await using server = await serve();
  endless(server, 20);
  const budget = new Budget({ outputTokens: 35 });
  const other = openaiCall(model, { client: clientOf(server), stream: true, budget })((_: string) => "Hi");
  const ask = openaiCall(model, {
    client: clientOf(broken),
    stream: true,
    budget,
    fallback: [{ call: other, on: () => true }],
  })((_: string) => "Hi");
  const { text, error } = await read(ask("x"));
  expect(error).toBeInstanceOf(BudgetExceededError);
  expect(text).toBe(tenTokens.repeat(3));
  expect(budget.spent.outputTokens).toBe(40);
});

describe("runTools", () => {
  const add = tool({ name: "add", description: "Adds", parameters: z.object({ a: z.number() }) }, ({ a }) => a + 1);
  const calls = (id: string): readonly string[] => [
    piece({ tool_calls: [{ index: 0, id, type: "function", function: { name: "add", arguments: '{"a":1}' } }] }),
    ...end(usage(100, 40)),
  ];

  it("stops with the reason `budget` when a turn does not fit any more, with all that came before", async () => {
    await using server = await serve(calls("a"), calls("b"), calls("c"));
    const ask = openaiCall(model, { client: clientOf(server), stream: true, tools: [add], prices })(
      (history: { role: "user"; content: string }[]) => ({ messages: history }),
    );
    const run = runTools(ask as never, [{ role: "user", content: "Hi" }] as never, { budget: { outputTokens: 80 } });
    const result = await run.result();
    expect(result.reason).toBe("budget");
    if (result.reason !== "budget") return;
    expect(result.cause).toBeInstanceOf(BudgetExceededError);
    expect(result.turns).toHaveLength(2);
    // Two turns, each 100 × 0.15 + 40 × 0.60 millionths.
    expect(run.cost).toBe(0.000078);
    expect(server.requests).toHaveLength(2);
    // The prompt, and of each turn the answer and what the tool returned.
    expect(result.messages).toHaveLength(5);
  });

  it("stops in the middle of an answer, which is its response", async () => {
    await using server = await serve(calls("a"));
    endless(server, 20);
    const ask = openaiCall(model, {
      client: clientOf(server),
      stream: true,
      tools: [add],
      budget: new Budget({ outputTokens: 75 }),
    })((history: { role: "user"; content: string }[]) => ({ messages: history }));
    const result = await runTools(ask as never, [{ role: "user", content: "Hi" }] as never).result();
    expect(result).toMatchObject({ reason: "budget", response: { content: tenTokens.repeat(4) } });
  });
});

describe("bad input", () => {
  it.each([
    ["0", { usd: 0 }, /budget.usd is 0, and must be a number above 0. With nothing to spend/],
    ["NaN", { outputTokens: Number.NaN }, /budget.outputTokens is NaN/],
    ["less than nothing", { totalTokens: -1 }, /budget.totalTokens is -1/],
    ["no end", { usd: Number.POSITIVE_INFINITY }, /budget.usd is Infinity/],
    ["words", { usd: "1$" }, /budget.usd is 1\$/],
    [
      "a misspelt limit",
      { dollars: 1 },
      /"dollars" is no limit of a budget. There are: usd, outputTokens, totalTokens/,
    ],
    ["no limit", {}, /at least one limit/],
    ["undefined alone", { usd: undefined }, /at least one limit/],
    ["a number", 5, /A budget is an object/],
    ["two budgets", [new Budget({ usd: 1 }), new Budget({ usd: 2 })], /takes one budget, and this is a list/],
  ])("%s is told at decoration", (_, budget, message) => {
    const decorate = (): unknown => openaiCall(model, { budget: budget as never });
    expect(decorate).toThrow(CallOptionsError);
    expect(decorate).toThrow(message);
  });

  it("dollars without a price are refused before anything is sent", async () => {
    await using server = await serve([say("no")]);
    const unpriced = openaiCall("gpt-nobody-knows", {
      stream: true,
      client: clientOf(server),
      prices,
      budget: { usd: 1 },
    })(() => "Hi");
    const { error } = await read(unpriced());
    expect(error).toBeInstanceOf(CallOptionsError);
    expect(String(error)).toMatch(
      /budget.usd needs the price of "gpt-nobody-knows" by "openai", and there is none. Call usePrices\(\)/,
    );
    const without = openaiCall(model, { client: clientOf(server), budget: { usd: 1 } })(() => "Hi");
    expect(await errorOf(without())).toBeInstanceOf(CallOptionsError);
    expect(server.requests).toHaveLength(0);
  });

  it("prices that are none are told", () => {
    expect(() => openaiCall(model, { prices: {} as never })).toThrow(/prices is no source of prices/);
  });
});
