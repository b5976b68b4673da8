import { openaiCall, type OpenAIClient } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { describe, expect, test } from "vitest";

const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7, prompt_tokens_details: { cached_tokens: 4 } };

/** A client that answers with this, whole or streamed. */
const saying = (answer: object): OpenAIClient => ({ chat: { completions: { create: async () => answer } } });

describe("several choices, in whatever order they stand", () => {
  const content = ["zero", "one", "two"];
  const reasons = ["stop", "length", "content_filter"];
  const choices = [2, 0, 1].map((index) => ({ index, content: content[index], finish_reason: reasons[index] }));
  const whole = {
    object: "chat.completion",
    choices: choices.map((choice) => ({ ...choice, message: { role: "assistant", content: choice.content } })),
  };
  const chunks = choices.map(({ index, finish_reason, ...delta }) => ({
    object: "chat.completion.chunk",
    choices: [{ index, delta, finish_reason }],
  }));
  const body = [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), "data: [DONE]\n\n"].join("");

  test("content and common.finishReason are choice 0's, finishReasons are in the order of the indexes", async () => {
    const answers = [
      await openaiCall("m", { client: saying(whole) })(() => "Hi")(),
      await openaiCall("m", { client: createTestClient([body]), stream: true })(() => "Hi")().response(),
      await openaiCall("m", { client: createTestClient([JSON.stringify(whole)]), stream: true })(
        () => "Hi",
      )().response(),
    ];
    for (const answer of answers) {
      expect([answer.content, answer.common.finishReason, answer.finishReasons]).toEqual(["zero", "stop", reasons]);
    }
  });

  test("a stream's own finishReasons are in that order while it is read", async () => {
    const stream = openaiCall("m", { client: createTestClient([body]), stream: true })(() => "Hi")();
    const seen: (readonly string[])[] = [];
    for await (const _ of stream) seen.push([...stream.finishReasons]);
    expect(seen).toEqual([["content_filter"], ["stop", "content_filter"], reasons]);
  });

  test("common.finishReason is null where choice 0 has none, though others finished", async () => {
    const [two, zero] = whole.choices;
    const client = saying({ ...whole, choices: [two, { ...zero, finish_reason: null }] });
    const answer = await openaiCall("m", { client })(() => "Hi")();
    expect([answer.common.finishReason, answer.finishReasons]).toEqual([null, ["content_filter"]]);
  });
});

test("asking for tokens reads none of the messages: they may hold megabytes of images", async () => {
  let reads = 0;
  const question = {
    role: "user" as const,
    get content() {
      reads++;
      return "Hi";
    },
  };
  const message = { role: "assistant", content: "Hello" };
  const answer = { object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }], usage };
  const response = await openaiCall("m", { client: saying(answer) })(() => [question])();
  const before = reads;
  const { inputTokens, cachedTokens, outputTokens, totalTokens } = response;
  expect([inputTokens, cachedTokens, outputTokens, totalTokens, response.usage]).toEqual([5, 4, 2, 7, usage]);
  expect(reads).toBe(before);
  // The count does count: what is asked in neutral terms is converted.
  expect(response.common.messages).toEqual([{ role: "user", content: "Hi" }]);
  expect(reads).toBeGreaterThan(before);
});

test("toJSON() shows an instance of a class in metadata as the name of its class, and so no key of a client", async () => {
  class Database {
    readonly password = "hunter2";
    toJSON() {
      return { password: this.password };
    }
  }
  const client = createTestClient([
    {
      object: "chat.completion",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hello", refusal: null },
          finish_reason: "stop",
          logprobs: null,
        },
      ],
    },
  ]);
  const metadata = { client, deep: [{ database: new Database() }], seen: new Map([["secret", 1]]), plain: { a: 1 } };
  const response = await openaiCall("m", { client, metadata })(() => "Hi")();
  const shown: unknown = JSON.parse(JSON.stringify(response));
  expect(shown).toHaveProperty("metadata", {
    client: "[OpenAI]",
    deep: [{ database: "[Database]" }],
    seen: "[Map]",
    plain: { a: 1 },
  });
  expect(JSON.stringify(response)).not.toMatch(/hunter2|apiKey|secret/);
});
