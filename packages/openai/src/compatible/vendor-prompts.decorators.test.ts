import { expect, test } from "vitest";
import { z } from "zod";
import { completion } from "../chat/__fixtures__/chat-chunks.js";
import { OpenAIPrompt, callParams, promptTemplate } from "../index.js";
import { createTestClient } from "../testing.js";
import { openaiCompatible } from "./openai-compatible.js";
import { vendors } from "./vendors.js";

const groq = openaiCompatible(vendors.groq);
const mistral = openaiCompatible(vendors.mistral);

@promptTemplate("Recommend a {genre} book")
@groq.callParams({ model: "llama", maxTokens: 5, user: "me" })
class Recommendation extends groq.Prompt.with({ genre: z.string() }) {}

test("a prompt class of a vendor's is sent to the vendor", async () => {
  const client = createTestClient([JSON.stringify(completion({ content: "Dune" }))]);
  const response = await new Recommendation({ genre: "fantasy" }).call({ client });
  expect(response.content).toBe("Dune");
  expect(client.requests[0]?.body).toEqual({
    model: "llama",
    max_completion_tokens: 5,
    user: "me",
    messages: [{ role: "user", content: "Recommend a fantasy book" }],
  });
});

test("another vendor sends it with the neutral params only, in its own words", async () => {
  const client = createTestClient([JSON.stringify(completion({ content: "Dune" }))]);
  await new Recommendation({ genre: "fantasy" }).run(mistral.call("small", { client }));
  expect(client.requests[0]?.body).toEqual({
    model: "small",
    max_tokens: 5,
    messages: [{ role: "user", content: "Recommend a fantasy book" }],
  });
});

test("OpenAI's own prompt can be sent to a vendor", async () => {
  @promptTemplate("Hi")
  @callParams({ model: "gpt-4o-mini", temperature: 0, user: "me" })
  class Greeting extends OpenAIPrompt {}
  const client = createTestClient([JSON.stringify(completion({ content: "Hello" }))]);
  await new Greeting().run(groq.call("llama", { client }));
  expect(client.requests[0]?.body).toEqual({
    model: "llama",
    temperature: 0,
    messages: [{ role: "user", content: "Hi" }],
  });
});
