import {
  Budget,
  BudgetExceededError,
  CallOptionsError,
  OpenAIPrompt,
  PromptClassError,
  budget,
  llmCall,
  openai,
  openaiCall,
  promptTemplate,
  registerProviders,
} from "@zoetrope/openai";
import { stall } from "@zoetrope/test-server";
import { expect, it } from "vitest";
import { z } from "zod";
import { clientOf, model, say, serve } from "./__fixtures__/chat-server.js";

registerProviders(openai);

/** 10 tokens, by four characters to a token. */
const tenTokens = "abc ".repeat(10);
const endless = [...Array.from({ length: 20 }, () => say(tenTokens)), stall()];

@budget({ outputTokens: 25 })
@promptTemplate("Recommend a {genre} book")
class Recommend extends OpenAIPrompt.with({ genre: z.string() }) {}

@budget({ outputTokens: 15 })
class Short extends Recommend {}

class Inherits extends Recommend {}

async function outputOf(stream: AsyncIterable<unknown>): Promise<unknown> {
  try {
    for await (const _ of stream);
  } catch (error) {
    if (BudgetExceededError.isInstance(error)) return error.spent.outputTokens;
    throw error;
  }
  return null;
}

const genre = "fantasy";

it("a budget on a prompt class holds for each of its calls, and for those of the classes below", async () => {
  await using server = await serve(endless);
  const options = { model, client: clientOf(server) };
  expect(await outputOf(new Recommend({ genre }).stream(options))).toBe(30);
  expect(await outputOf(new Recommend({ genre }).stream(options))).toBe(30);
  expect(await outputOf(new Inherits({ genre }).stream(options))).toBe(30);
});

it("of several budgets all hold: of the class above, of the class, and of the call", async () => {
  await using server = await serve(endless);
  const options = { model, client: clientOf(server) };
  expect(await outputOf(new Short({ genre }).stream(options))).toBe(20);
  expect(await outputOf(new Short({ genre }).stream({ ...options, budget: { outputTokens: 5 } }))).toBe(10);
  expect(await outputOf(new Short({ genre }).stream({ ...options, budget: { outputTokens: 500 } }))).toBe(20);
});

it("a budget goes with the prompt to any call: of another decorator, and of llmCall", async () => {
  await using server = await serve(endless);
  const client = clientOf(server);
  expect(await outputOf(new Short({ genre }).run(openaiCall(model, { stream: true, client })))).toBe(20);
  expect(await outputOf(new Short({ genre }).run(llmCall(`openai:${model}`, { stream: true, client })))).toBe(20);
});

it("a shared budget on a class is spent by all of its calls", async () => {
  const shared = new Budget({ outputTokens: 25 });
  class Plain extends OpenAIPrompt.with({ genre: z.string() }) {}
  promptTemplate("Recommend a {genre} book")(Plain);
  budget(shared)(Plain);
  await using server = await serve(endless);
  const options = { model, client: clientOf(server) };
  expect(await outputOf(new Plain({ genre }).stream(options))).toBe(30);
  const refused = new Plain({ genre }).stream(options);
  expect(await outputOf(refused)).toBe(30);
  expect(server.requests).toHaveLength(1);
});

it("what is no budget, and what is no prompt class, is told at decoration", () => {
  expect(() => budget({ usd: 0 })).toThrow(CallOptionsError);
  expect(() => budget({ usd: 1 })(Date as never)).toThrow(PromptClassError);
});
