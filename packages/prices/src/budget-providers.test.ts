import { anthropicCall } from "@zoetrope/anthropic";
import { createTestClient as anthropicClient } from "@zoetrope/anthropic/testing";
import { Budget, BudgetExceededError, type BudgetOption } from "@zoetrope/core";
import { googleCall } from "@zoetrope/google";
import { createTestClient as googleClient } from "@zoetrope/google/testing";
import { openaiCall, openaiResponsesCall, llmCall, openai, registerProviders } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { stall, startTestServer } from "@zoetrope/test-server";
import { expect, it } from "vitest";
import { clientOf, end, model, piece, say, serve, usage } from "./__fixtures__/chat-server.js";

/** 10 tokens, by four characters to a token. */
const tenTokens = "abc ".repeat(10);
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

async function budgetErrorOf(stream: AsyncIterable<unknown>): Promise<BudgetExceededError> {
  try {
    for await (const _ of stream);
  } catch (error) {
    if (BudgetExceededError.isInstance(error)) return error;
    throw error;
  }
  throw new Error("The stream was not stopped.");
}

const prompt = (): string => "Hi";

it("Anthropic: text and thinking, behind the report that opens the message", async () => {
  const message = {
    id: "m",
    type: "message",
    role: "assistant",
    model: "claude-opus-4-5",
    content: [],
    usage: { input_tokens: 500, output_tokens: 1 },
  };
  const client = anthropicClient([
    [
      { type: "message_start", message },
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: tenTokens } },
      { type: "content_block_stop", index: 0 },
      { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
      ...times(9, () => ({ type: "content_block_delta", index: 1, delta: { type: "text_delta", text: tenTokens } })),
    ],
  ]);
  const call = (budget: BudgetOption) =>
    anthropicCall("claude-opus-4-5", { client, budget, stream: true, callParams: { max_tokens: 9 } })(prompt)();
  const error = await budgetErrorOf(call({ outputTokens: 35 }));
  // The one that was reported, ten of thinking and three times ten of text; the prompt as it was reported.
  expect(error.spent).toMatchObject({ outputTokens: 41, totalTokens: 541, estimated: true });
  expect(error.partial?.content).toBe(tenTokens.repeat(3));
});

it("Google: the counts of each chunk, thoughts included", async () => {
  const chunk = (at: number) => ({
    candidates: [{ content: { parts: [{ text: tenTokens }] } }],
    usageMetadata: { promptTokenCount: 7, candidatesTokenCount: at * 3, thoughtsTokenCount: 20, totalTokenCount: 0 },
  });
  const client = googleClient([times(20, (at) => chunk(at + 1))]);
  const error = await budgetErrorOf(
    googleCall("gemini-2.5-flash", { client, stream: true, budget: { outputTokens: 35 } })(prompt)(),
  );
  // 20 thoughts, and 6 × 3 of the answer.
  expect(error.spent.outputTokens).toBe(38);
});

it("OpenAI's Responses: text, and arguments of calls", async () => {
  const item = { type: "function_call", call_id: "a", name: "f", arguments: "" };
  const client = createTestClient([
    [
      { type: "response.created", response: { id: "r", model, output: [] } },
      { type: "response.output_text.delta", output_index: 0, item_id: "m", content_index: 0, delta: tenTokens },
      { type: "response.output_item.added", output_index: 1, item },
      ...times(9, () => ({
        type: "response.function_call_arguments.delta",
        output_index: 1,
        item_id: "f",
        delta: tenTokens,
      })),
    ],
  ]);
  const error = await budgetErrorOf(
    openaiResponsesCall(model, { client, stream: true, budget: { outputTokens: 35 } })(prompt)(),
  );
  // A fourth of a token for the name of the function.
  expect(error.spent.outputTokens).toBe(40.25);
});

it("every choice of an answer counts, not the first alone", async () => {
  const both = piece({}).replace(
    /"choices":\[.*\]/,
    `"choices":[{"index":0,"delta":{"content":"${tenTokens}"}},{"index":1,"delta":{"content":"${tenTokens}"}}]`,
  );
  await using server = await serve([both, both, both, stall()]);
  const error = await budgetErrorOf(
    openaiCall(model, { client: clientOf(server), stream: true, budget: { outputTokens: 35 } })(prompt)(),
  );
  expect(error.spent.outputTokens).toBe(40);
});

it("llmCall: as any other", async () => {
  registerProviders(openai);
  await using server = await serve([...times(9, () => say(tenTokens)), stall()]);
  const budget = new Budget({ outputTokens: 35 });
  const error = await budgetErrorOf(
    llmCall(`openai:${model}`, { client: clientOf(server), stream: true, budget })(prompt)(),
  );
  expect(error.partial?.content).toBe(tenTokens.repeat(4));
  expect(budget.spent.outputTokens).toBe(40);
});

it("what an attempt had cost that was begun anew counts, too", async () => {
  await using server = await serve([say(tenTokens), say(tenTokens), "data: {\n\n"], [say("abcd"), ...end(usage(5, 3))]);
  const budget = new Budget({ outputTokens: 100 });
  const retry = { attempts: 2, delay: 0, on: () => true };
  const stream = openaiCall(model, { client: clientOf(server), stream: true, budget, midStream: "restart", retry })(
    prompt,
  )();
  await stream.response();
  expect(stream.attempts).toHaveLength(1);
  // 20 by estimate, and 3 as reported.
  expect(budget.spent).toMatchObject({ outputTokens: 23, estimated: true });
});

it("a whole answer that its caller left is charged for its prompt", async () => {
  await using server = await startTestServer();
  server.reply({ beforeHeaders: [stall()], body: [] });
  const budget = new Budget({ totalTokens: 100 });
  const controller = new AbortController();
  const asking = openaiCall(model, { client: clientOf(server), budget, signal: controller.signal })(() =>
    "abc ".repeat(10),
  )();
  await server.until(() => server.requests.length === 1);
  controller.abort(new Error("left"));
  await expect(asking).rejects.toThrow("left");
  expect(budget.spent).toMatchObject({ outputTokens: 0, totalTokens: 10, estimated: true });
});

it("an async prompt is held to the budget as well", async () => {
  await using server = await serve([...times(9, () => say(tenTokens)), stall()]);
  const later = openaiCall(model, { client: clientOf(server), stream: true, budget: { outputTokens: 35 } })(
    async () => "Hi",
  );
  expect((await budgetErrorOf(later())).spent.outputTokens).toBe(40);
});
