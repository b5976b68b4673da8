import {
  BasePrompt,
  GooglePrompt,
  call,
  callParams,
  googleCall,
  metadata,
  promptTemplate,
  type GoogleCallResponse,
  type GoogleStream,
} from "@zoetrope/google";
import { OpenAIPrompt, callParams as openaiParams } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/google/testing";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { answer, text } from "./__fixtures__/chunks.js";

@promptTemplate(`
  SYSTEM: You are a chef.
  USER: Recommend recipes with {ingredient}
`)
@callParams({ model: "gemini-2.5-flash", temperature: 0.7, topK: 3 })
@metadata({ tags: ["food"] })
class Recipe extends GooglePrompt.with({ ingredient: z.string() }) {}

@promptTemplate("Recommend recipes with {ingredient}")
@openaiParams({ model: "gpt-4o-mini", temperature: 0.2, service_tier: "flex" })
class Foreign extends OpenAIPrompt.with({ ingredient: z.string() }) {}

class Librarian {
  @googleCall("gemini-2.5-flash", { stream: true })
  recommend(genre: string): GoogleStream {
    return `Recommend a ${genre} book` as never;
  }
}

const said = answer([text("Pie.")], "STOP");
const recipe = new Recipe({ ingredient: "apples" });

describe("a prompt class", () => {
  test("is sent whole and streamed, the options of the call winning", async () => {
    const client = createTestClient([said, [said], said]);
    const response = await recipe.call({ client, callParams: { temperature: 0 } });
    expectTypeOf(response).toEqualTypeOf<GoogleCallResponse>();
    expect([response.content, response.metadata]).toEqual(["Pie.", { tags: ["food"] }]);
    const stream = recipe.stream({ client });
    expectTypeOf(stream).toEqualTypeOf<GoogleStream>();
    expect((await stream.response()).content).toBe("Pie.");
    expect((await call(recipe, { client })).content).toBe("Pie.");
    expect(client.requests.map(({ body }) => body["generationConfig"])).toEqual([
      { temperature: 0, topK: 3 },
      { temperature: 0.7, topK: 3 },
      { temperature: 0.7, topK: 3 },
    ]);
    expect(client.requests[0]?.body).toMatchObject({
      systemInstruction: { parts: [{ text: "You are a chef." }] },
      contents: [{ role: "user", parts: [{ text: "Recommend recipes with apples" }] }],
    });
  });

  test("of another provider leaves its params behind, save the neutral ones", async () => {
    const client = createTestClient([said]);
    await new Foreign({ ingredient: "apples" }).run(googleCall("gemini-2.5-flash", { client }));
    expect(client.requests[0]?.url).toContain("gemini-2.5-flash");
    expect(client.requests[0]?.body).toEqual({
      contents: [{ role: "user", parts: [{ text: "Recommend recipes with apples" }] }],
      generationConfig: { temperature: 0.2 },
    });
  });

  test("computes what it needs for a run", async () => {
    const client = createTestClient([said]);
    class Computed extends GooglePrompt {
      override dynamicConfig() {
        return {
          messages: [{ role: "user", parts: [{ text: "Hi" }] }],
          client,
          callParams: { model: "gemini-x", seed: 1 },
        };
      }
    }
    await new Computed().call();
    expect(client.requests[0]?.url).toContain("gemini-x");
    expect(client.requests[0]?.body).toMatchObject({ generationConfig: { seed: 1 } });
  });

  test("runs a prompt of no provider's", async () => {
    class Plain extends BasePrompt.with({ topic: z.string() }) {}
    promptTemplate("Tell me of {topic}")(Plain);
    const client = createTestClient([said]);
    const response = await new Plain({ topic: "pies" }).run(googleCall("gemini-x", { client }));
    expect(response.content).toBe("Pie.");
  });
});

describe("what is sent can be seen before", () => {
  test("toRequest is what the SDK is given, and explain shows no key", async () => {
    const client = createTestClient([said]);
    const options = { client, callParams: { maxTokens: 5, stop: "END" } };
    const ask = googleCall("gemini-2.5-flash", options)((topic: string) => `Tell me of ${topic}`);
    const request = await ask.toRequest("pies");
    expect(request).toEqual({
      model: "gemini-2.5-flash",
      contents: [{ role: "user", parts: [{ text: "Tell me of pies" }] }],
      config: { maxOutputTokens: 5, stopSequences: ["END"] },
    });
    await client.models.generateContent(request);
    const again = createTestClient([said]);
    await googleCall("gemini-2.5-flash", { ...options, client: again })((topic: string) => `Tell me of ${topic}`)(
      "pies",
    );
    expect(again.requests[0]?.body).toEqual(client.requests[0]?.body);
    const explained = await googleCall("m", { apiKey: "secret-key", tools: [{ googleSearch: {} }] })(
      () => "Hi",
    ).explain();
    expect(explained).toContain("contents");
    expect(explained).not.toContain("secret-key");
  });

  test("a decorated method is a call", () => {
    expectTypeOf(new Librarian().recommend).returns.toEqualTypeOf<GoogleStream>();
    const stream = new Librarian().recommend("fantasy");
    expect([stream.messages[0]?.parts, stream.ending]).toEqual([[{ text: "Recommend a fantasy book" }], null]);
    stream.cancel();
  });
});
