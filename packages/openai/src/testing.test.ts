import { MalformedChunkError, ProviderStreamError, StreamTruncatedError } from "@zoetrope/core";
import { openaiCall } from "@zoetrope/openai";
import { createTestClient, type TestChunk, type TestCompletion } from "@zoetrope/openai/testing";
import { OpenAI } from "openai";
import { expect, test } from "vitest";

const chunk = (content: string, finish_reason: "stop" | null = null): TestChunk => ({
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta: { content }, finish_reason }],
});
const completion: TestCompletion = {
  object: "chat.completion",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Hello", refusal: null },
      finish_reason: "stop",
      logprobs: null,
    },
  ],
};

type Client = ReturnType<typeof createTestClient>;
const streamed = (client: Client) => openaiCall("m", { client, stream: true })(() => "Hi")();
const whole = (client: Client) => openaiCall("m", { client })(() => "Hi")();

test("neighbouring chunks are one answer, read one by one", async () => {
  const pairs: string[] = [];
  for await (const [one] of streamed(createTestClient([chunk("Hel"), chunk("lo", "stop")]))) pairs.push(one.content);
  expect(pairs).toEqual(["Hel", "lo"]);
});

test("a list of chunks is one answer, and what is no chunk parts two", async () => {
  const client = createTestClient([
    [chunk("a", "stop")],
    [chunk("b", "stop")],
    chunk("c", "stop"),
    completion,
    chunk("d", "stop"),
  ]);
  const texts: string[] = [];
  for (let i = 0; i < 3; i++) texts.push((await streamed(client).response()).content);
  texts.push((await whole(client)).content, (await streamed(client).response()).content);
  expect(texts).toEqual(["a", "b", "c", "Hello", "d"]);
});

test("raw bytes are the body as it is, text too: cut and broken ones included", async () => {
  const event = `data: ${JSON.stringify(chunk("😀", "stop"))}\n\n`;
  const bytes = new TextEncoder().encode(event);
  const client = createTestClient([
    event,
    bytes,
    `data: ${JSON.stringify(chunk("x"))}\n\n`,
    "<h1>no</h1>",
    'data: {"error":{"message":"no"}}\n\n',
  ]);
  expect((await streamed(client).response()).content).toBe("😀");
  expect((await streamed(client).response()).content).toBe("😀");
  await expect(streamed(client).response()).rejects.toThrow(StreamTruncatedError);
  await expect(streamed(client).response()).rejects.toThrow(MalformedChunkError);
  await expect(streamed(client).response()).rejects.toThrow(ProviderStreamError);
});

test("a Response brings its own status, and an error is a server that is not there", async () => {
  const down = new Error("ECONNREFUSED");
  const client = createTestClient([Response.json({ error: { message: "slow down" } }, { status: 429 }), down]);
  await expect(whole(client)).rejects.toBeInstanceOf(OpenAI.RateLimitError);
  const error: unknown = await whole(client).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OpenAI.APIConnectionError);
  expect(error).toHaveProperty("cause", down);
});

test("requests are recorded, and an answer too few is told", async () => {
  const client = createTestClient([completion]);
  await whole(client);
  expect(client).toBeInstanceOf(OpenAI);
  expect(client.requests).toMatchObject([
    {
      url: "https://api.openai.com/v1/chat/completions",
      body: { model: "m", messages: [{ role: "user", content: "Hi" }] },
    },
  ]);
  expect(client.requests[0]?.headers.get("authorization")).toBe("Bearer test");
  await expect(whole(client)).rejects.toHaveProperty(
    "cause.message",
    "The test client was given no answer for request 2.",
  );
});

test("answers come without OPENAI_BASE_URL or a key in the environment, and with any", async () => {
  expect((await whole(createTestClient([completion]))).requestId).toBe("req_test");
});

test("an aborted signal ends an answer between its chunks", async () => {
  const controller = new AbortController();
  const client = createTestClient([chunk("a"), chunk("b"), chunk("c", "stop")]);
  const stream = openaiCall("m", { client, stream: true, signal: controller.signal })(() => "Hi")();
  const loop = async () => {
    for await (const _ of stream) controller.abort("enough");
  };
  await expect(loop()).rejects.toBe("enough");
  expect([stream.content, stream.ending?.status]).toEqual(["a", "aborted"]);
});
