import { promptTemplate } from "@zoetrope/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { OpenAIPrompt, callParams } from "../chat/prompt.js";
import { createTestClient, type TestResponse } from "../testing.js";
import { message, response } from "./__fixtures__/events.js";
import { openaiResponsesCall } from "./call.js";
import { OpenAIResponsesPrompt, responsesCall, responsesCallParams } from "./prompt.js";
import type { OpenAIResponsesStream } from "./stream.js";

const whole = (text: string): TestResponse => response("completed", [message(text)]) as unknown as TestResponse;
const last = (text: string) => ({ type: "response.completed", response: response("completed", [message(text)]) });

@promptTemplate(`
  SYSTEM: You are a chef.
  USER: Recommend recipes with {ingredient}
`)
@responsesCallParams({ model: "gpt-5-mini", reasoning: { effort: "low" } })
class Recipe extends OpenAIResponsesPrompt.with({ ingredient: z.string() }) {}

const input = [
  { role: "system", content: "You are a chef." },
  { role: "user", content: "Recommend recipes with apples" },
];

it("sends a prompt class, whole and streamed, and what is inspected is what is sent", async () => {
  const client = createTestClient([whole("Pie"), last("Cake"), whole("Tart")]);
  const recipe = new Recipe({ ingredient: "apples" });
  const answer = await recipe.call({ client, callParams: { maxTokens: 9 } });
  const stream = recipe.stream({ client });
  expect([answer.content, (await stream.response()).content]).toEqual(["Pie", "Cake"]);
  expect((await responsesCall(recipe, { client })).content).toBe("Tart");
  const params = { model: "gpt-5-mini", reasoning: { effort: "low" }, input };
  expect(client.requests.map(({ body }) => body)).toEqual([
    { ...params, max_output_tokens: 9 },
    { ...params, stream: true },
    params,
  ]);

  const { body, text } = await explained("apples");
  expect(body).toEqual(client.requests[2]!.body);
  expect(text).not.toContain("sk-hidden");
});

it("runs a prompt of chat completions: its params stay behind, save the neutral ones", async () => {
  @promptTemplate("Recommend recipes with {ingredient}")
  @callParams({ model: "gpt-4o-mini", temperature: 0.2, maxTokens: 7, logit_bias: { 1: 2 } })
  class ChatRecipe extends OpenAIPrompt.with({ ingredient: z.string() }) {}

  const client = createTestClient([whole("Pie")]);
  await new ChatRecipe({ ingredient: "apples" }).run(openaiResponsesCall("gpt-5-mini", { client }));
  expect(client.requests[0]!.body).toEqual({
    model: "gpt-5-mini",
    temperature: 0.2,
    max_output_tokens: 7,
    input: [{ role: "user", content: "Recommend recipes with apples" }],
  });
});

it("decorates a method", async () => {
  const client = createTestClient([last("Dune")]);
  class Librarian {
    @openaiResponsesCall("m", { client, stream: true })
    recommend(genre: string): OpenAIResponsesStream {
      return `Recommend a ${genre} book` as never;
    }
  }
  expect((await new Librarian().recommend("fantasy").response()).content).toBe("Dune");
});

async function explained(ingredient: string): Promise<{ body: unknown; text: string }> {
  const ask = openaiResponsesCall("gpt-5-mini", { apiKey: "sk-hidden", callParams: { reasoning: { effort: "low" } } })(
    (what: string) => new Recipe({ ingredient: what }).messages(),
  );
  return { body: await ask.toRequest(ingredient), text: JSON.stringify(await ask.explain(ingredient)) };
}
