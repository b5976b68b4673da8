import { BasePrompt, BaseTool, MissingModelError, PromptFieldError, promptTemplate } from "@zoetrope/core";
import { openaiCall, type OpenAICallParams, type OpenAICallResponse, type OpenAIStream } from "@zoetrope/openai";
import { createTestClient, type TestChunk, type TestCompletion } from "@zoetrope/openai/testing";
import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { call, callParams, OpenAIPrompt } from "./prompt.js";

const hello: TestCompletion = {
  object: "chat.completion",
  choices: [
    {
      index: 0,
      finish_reason: "stop",
      logprobs: null,
      message: { role: "assistant", content: "Hello", refusal: null },
    },
  ],
};
const chunk: TestChunk = {
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta: { content: "Hello" }, finish_reason: "stop" }],
};

@promptTemplate("SYSTEM: You are a chef.\nUSER: Recipes with {ingredient}")
@callParams({ model: "gpt-4o-mini", temperature: 0.7, maxTokens: 10 })
class Recipe extends OpenAIPrompt.with({ ingredient: z.string().min(1) }) {}

class Save extends BaseTool.with({ title: z.string() }) {
  call() {
    return this.title;
  }
}

const messages = [
  { role: "system", content: "You are a chef." },
  { role: "user", content: "Recipes with apples" },
];
const recipe = new Recipe({ ingredient: "apples" });

describe("a prompt for OpenAI", () => {
  test("call sends its messages, with the params of its class", async () => {
    const client = createTestClient([hello]);
    const response = await recipe.call({ client });
    expect(response.content).toBe("Hello");
    expect(response.promptTemplate).toBe("SYSTEM: You are a chef.\nUSER: Recipes with {ingredient}");
    expect(client.requests[0]?.body).toEqual({
      model: "gpt-4o-mini",
      temperature: 0.7,
      max_completion_tokens: 10,
      messages,
    });
  });

  test("stream sends the same, streamed, when it is first read", async () => {
    const client = createTestClient([[chunk]]);
    const stream = recipe.stream({ client });
    expect(client.requests).toHaveLength(0);
    const contents: string[] = [];
    for await (const [{ content }] of stream) contents.push(content);
    expect(contents).toEqual(["Hello"]);
    expect(client.requests[0]?.body).toMatchObject({ stream: true, temperature: 0.7, messages });
  });

  test("toRequest is what is sent, and explain its text; neither sends", async () => {
    const client = createTestClient([hello]);
    const request = await recipe.toRequest({ client, tools: [Save] });
    expect(client.requests).toHaveLength(0);
    expect(await recipe.explain({ client })).toContain("Recipes with apples");
    await recipe.call({ client, tools: [Save] });
    expect(request).toEqual(client.requests[0]?.body);
    expect(await recipe.toRequest({ stream: true })).toMatchObject({ stream: true });
  });

  test("call(prompt, options) is the function form of both", async () => {
    const client = createTestClient([hello, [chunk]]);
    expect((await call(recipe, { client })).content).toBe("Hello");
    const stream = call(recipe, { client, stream: true });
    expect((await stream.response()).content).toBe("Hello");
  });

  test("call also sends a prompt that no provider owns", async () => {
    @promptTemplate("Hi {name}")
    class Neutral extends BasePrompt.with({ name: z.string() }) {}
    const client = createTestClient([hello]);
    await call(new Neutral({ name: "Ann" }), { client, model: "m" });
    expect(client.requests[0]?.body).toEqual({ model: "m", messages: [{ role: "user", content: "Hi Ann" }] });
  });

  test("options that make no sense, and no model at all, are named", async () => {
    class Modelless extends OpenAIPrompt {}
    promptTemplate("Hi")(Modelless);
    const sent = async (): Promise<unknown> => new Modelless().call({ client: createTestClient([]) });
    await expect(sent()).rejects.toThrow(MissingModelError);
    await expect(sent()).rejects.toThrow("Modelless has no model");
    expect(() => recipe.call({ temprature: 1 } as object)).toThrow('"temprature" is no option of a call');
    expect(() => new Recipe({ ingredient: "" })).toThrow(PromptFieldError);
  });
});

describe("precedence", () => {
  @callParams({ temperature: 0.1 })
  class Computed extends Recipe {
    override dynamicConfig() {
      return { callParams: { temperature: 0.3 }, metadata: { from: "config", run: 1 } };
    }
  }
  const computed = new Computed({ ingredient: "apples" });

  test("a class over the one above it, dynamic config over both", async () => {
    @callParams({ temperature: 0.1, maxTokens: null })
    class Cool extends Recipe {}
    expect(await new Cool({ ingredient: "a" }).toRequest()).toMatchObject({
      model: "gpt-4o-mini",
      temperature: 0.1,
      max_completion_tokens: null,
    });
    expect(await computed.toRequest()).toMatchObject({ temperature: 0.3, max_completion_tokens: 10 });
  });

  test("P7: the options of a call win over class and dynamic config", async () => {
    const request = await computed.toRequest({ model: "gpt-4o", callParams: { temperature: 0.9 } });
    expect(request).toMatchObject({ model: "gpt-4o", temperature: 0.9 });
    const response = await computed.call({ client: createTestClient([hello]), metadata: { from: "call" } });
    expect(response.metadata).toEqual({ from: "call", run: 1 });
  });

  test("a decorator wins over the class, and dynamic config over the decorator", async () => {
    const client = createTestClient([hello, hello]);
    const decorator = openaiCall("gpt-4o", { client, callParams: { temperature: 0.5 } });
    await recipe.run(decorator);
    await computed.run(decorator);
    expect(client.requests.map(({ body }) => [body.model, body.temperature])).toEqual([
      ["gpt-4o", 0.5],
      ["gpt-4o", 0.3],
    ]);
  });

  test("P10: a client and tools of one run's config are those of that run alone", async () => {
    const first = createTestClient([hello]);
    const second = createTestClient([hello]);
    let client = first;
    class Choosing extends Recipe {
      override dynamicConfig() {
        return client === first ? { client, tools: [Save] } : { client };
      }
    }
    const prompt = new Choosing({ ingredient: "apples" });
    await prompt.call();
    client = second;
    await prompt.call();
    expect([first, second].map(({ requests }) => requests.length)).toEqual([1, 1]);
    expect(first.requests[0]?.body).toHaveProperty("tools");
    expect(second.requests[0]?.body).not.toHaveProperty("tools");
  });
});

test("messages() are neutral, whatever a history or a config holds; what is sent is as it was", async () => {
  const toolCall = { id: "c1", type: "function", function: { name: "f", arguments: "{}" } } as const;
  const turn = [
    { role: "assistant", content: null, tool_calls: [toolCall] },
    { role: "tool", tool_call_id: "c1", content: "done" },
  ] as const;
  @promptTemplate("MESSAGES: {history}\nUSER: And now?")
  @callParams({ model: "m" })
  class Chat extends OpenAIPrompt {
    readonly history = turn;
  }
  const chat = new Chat();
  expect(chat.messages().map(({ role, content }) => [role, content])).toEqual([
    ["assistant", [expect.objectContaining({ type: "tool_call", id: "c1", name: "f" })]],
    ["tool", [expect.objectContaining({ type: "tool_result", id: "c1" })]],
    ["user", "And now?"],
  ]);
  expect((await chat.toRequest()).messages).toEqual([...turn, { role: "user", content: "And now?" }]);
});

test("types: options decide the result; stream and call keep to their own", () => {
  const client = createTestClient([]);
  expectTypeOf(() => recipe.call()).returns.resolves.toEqualTypeOf<OpenAICallResponse>();
  expectTypeOf(() => recipe.call({ tools: [Save] })).returns.resolves.toEqualTypeOf<OpenAICallResponse<Save>>();
  expectTypeOf(() =>
    recipe.call({ outputParser: ({ content }) => content.length }),
  ).returns.resolves.toEqualTypeOf<number>();
  expectTypeOf(recipe.stream({ client })).toEqualTypeOf<OpenAIStream>();
  expectTypeOf(recipe.stream({ client, tools: [Save] })).toEqualTypeOf<OpenAIStream<Save>>();
  expectTypeOf(call(recipe, { client, stream: true })).toEqualTypeOf<OpenAIStream>();
  expectTypeOf(() => call(recipe)).returns.resolves.toEqualTypeOf<OpenAICallResponse>();
  expectTypeOf(recipe.run(openaiCall("m", { stream: true, client }))).toEqualTypeOf<OpenAIStream>();
  // @ts-expect-error stream belongs to stream()
  expect(() => recipe.call({ client, stream: true })).not.toThrow();
  // @ts-expect-error outputParser belongs to call()
  expect(() => recipe.stream({ outputParser: () => 1 })).toThrow("outputParser cannot be combined with stream");
  // @ts-expect-error 'stream' is a member of the base class
  expect(() => OpenAIPrompt.with({ stream: z.string(), x: z.string() })).toThrow(
    "'stream' is a member of the base class",
  );
  // @ts-expect-error {call} is a method, not a field
  expect(() => promptTemplate("{call}")(OpenAIPrompt.with({}))).not.toThrow();
  expectTypeOf<OpenAICallParams>().toHaveProperty("maxTokens");
});
