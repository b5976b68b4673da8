import { OpenAIPrompt, callParams as openaiParams } from "@zoetrope/openai";
import { promptTemplate } from "@zoetrope/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createTestClient, type TestMessage } from "../testing.js";
import { anthropicCall } from "./call.js";
import { AnthropicPrompt, call, callParams } from "./prompt.js";
import type { AnthropicCallResponse } from "./call-response.js";
import type { AnthropicStream } from "./stream.js";

const answer: TestMessage = { type: "message", content: [{ type: "text", text: "Pie" }], stop_reason: "end_turn" };

@promptTemplate(`
  SYSTEM: You are a chef.
  USER: Recipes with {ingredient}
`)
@callParams({ model: "m-1", temperature: 0.5, betas: ["a-1"] })
class Recipe extends AnthropicPrompt.with({ ingredient: z.string() }) {}

const body = {
  model: "m-1",
  temperature: 0.5,
  max_tokens: 4096,
  system: "You are a chef.",
  messages: [{ role: "user", content: "Recipes with apples" }],
};

describe("a prompt class", () => {
  it("is called, streamed and extracted from", async () => {
    const client = createTestClient([
      answer,
      answer,
      { ...answer, content: [{ type: "text", text: '{"name":"Pie"}' }] },
    ]);
    const recipe = new Recipe({ ingredient: "apples" });
    const response: AnthropicCallResponse = await recipe.call({ client });
    const stream: AnthropicStream = recipe.stream({ client });
    expect([response.content, (await stream.response()).content]).toEqual(["Pie", "Pie"]);
    expect(await recipe.extract(z.object({ name: z.string() }), { client })).toEqual({ name: "Pie" });
    expect(client.requests[0]?.body).toEqual(body);
    expect(client.requests[0]?.headers.get("anthropic-beta")).toBe("a-1");
    expect(await recipe.toRequest()).toEqual({ ...body, betas: ["a-1"] });
    expect(await recipe.explain()).toContain("temperature: 0.5 ← class");
  });

  it("is sent by the function form, whose options win", async () => {
    const client = createTestClient([answer]);
    await call(new Recipe({ ingredient: "apples" }), { client, callParams: { temperature: 1, max_tokens: 9 } });
    expect(client.requests[0]?.body).toEqual({ ...body, temperature: 1, max_tokens: 9 });
  });

  it("of another provider keeps its neutral params alone", async () => {
    @promptTemplate("Recipes with {ingredient}")
    @openaiParams({ model: "gpt-4o-mini", temperature: 0.7, maxTokens: 50, logprobs: true })
    class Foreign extends OpenAIPrompt.with({ ingredient: z.string() }) {}
    const client = createTestClient([answer]);
    const response = await new Foreign({ ingredient: "apples" }).run(anthropicCall("m-2", { client }));
    expect(response.content).toBe("Pie");
    expect(client.requests[0]?.body).toEqual({
      model: "m-2",
      temperature: 0.7,
      max_tokens: 50,
      messages: [{ role: "user", content: "Recipes with apples" }],
    });
  });
});

class Librarian {
  readonly shelf = "poetry";
  @anthropicCall("m-1", { client: createTestClient([answer]), stream: true })
  recommend(genre: string): AnthropicStream {
    return `A ${genre} book from the ${this.shelf} shelf` as unknown as AnthropicStream;
  }
}

it("decorates a method", async () => {
  const stream = new Librarian().recommend("fantasy");
  expect((await stream.response()).messages).toEqual([
    { role: "user", content: "A fantasy book from the poetry shelf" },
  ]);
});
