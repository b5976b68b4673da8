import { anthropic } from "@zoetrope/anthropic";
import { google } from "@zoetrope/google";
import {
  CallResponse,
  Stream,
  createLlmCall,
  openai,
  openaiResponses,
  override,
  runTools,
  tool,
  withContext,
  type Message,
} from "@zoetrope/openai";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { startForeignServer } from "./support/foreign-server.js";
import { placeOf } from "./support/place-of.js";

const llm = createLlmCall(openai, openaiResponses, anthropic, google);
const Book = z.object({ title: z.string(), pages: z.number() });
const book = { title: "Dune", pages: 412 };
const question = (text: string) => text;

describe.each(["openai:m", "openai-responses:m", "anthropic:m", "google:m"])("llmCall of %s", (model) => {
  const placeAt = (url: string) => placeOf({ baseURL: `${url}/v1` }, model);
  const [provider] = model.split(":");

  test("gives the same neutral answer, whole and streamed", async () => {
    const answer = { content: "A drum with slits.", usage: { prompt_tokens: 11, completion_tokens: 7 } };
    await using server = await startForeignServer([{ match: {}, response: answer }]);
    const options = { ...placeAt(server.url), callParams: { maxTokens: 500, temperature: 0.5 } };
    const whole = await llm(model, options)(question)("What is it?");
    const stream = llm(model, { ...options, stream: true })(question)("What is it?");
    const streamed = await stream.response();
    expect([whole, stream, streamed]).toEqual([expect.any(CallResponse), expect.any(Stream), expect.any(CallResponse)]);
    for (const response of [whole, streamed]) {
      expect([response.provider, response.content, response.finishReason, response.totalTokens]).toEqual([
        provider,
        "A drum with slits.",
        "stop",
        18,
      ]);
      expect(response.messages).toEqual([{ role: "user", content: "What is it?" }]);
      expect(response.messageParam.role).toBe("assistant");
      expect(response.callParams).toMatchObject({ model, maxTokens: 500, temperature: 0.5 });
    }
  });

  test("gives values, whole and streamed", async () => {
    await using server = await startForeignServer([{ match: {}, response: { content: JSON.stringify(book) } }]);
    const options = { ...placeAt(server.url), responseModel: Book };
    expect(await llm(model, options)(question)("Which book?")).toEqual(book);
    const stream = llm(model, { ...options, stream: true })(question)("Which book?");
    const titles: unknown[] = [];
    for await (const { title } of stream) titles.push(title);
    expect([titles.at(-1), await stream.final(), stream.source.provider]).toEqual(["Dune", book, provider]);
  });

  test("runs tools over two turns", async () => {
    const look = tool({ name: "look", description: "Looks.", parameters: z.object({ at: z.string() }) }, ({ at }) => {
      return `saw ${at}`;
    });
    await using server = await startForeignServer([
      { match: { hasToolResult: true }, response: { content: "A door." } },
      { match: {}, response: { toolCalls: [{ name: "look", arguments: '{"at":"door"}' }] } },
    ]);
    const ask = llm(model, { ...placeAt(server.url), tools: [look], stream: true })((history: Message[]) => history);
    const { reason, response, messages } = await runTools(ask, [{ role: "user", content: "Look." }]).result();
    expect([reason, response?.content]).toEqual(["done", "A door."]);
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
  });

  test("is moved here by override and by withContext", async () => {
    await using server = await startForeignServer([{ match: {}, response: { content: "Yes." } }]);
    const place = placeAt(server.url);
    const elsewhere = llm({ ...place })(question);
    expect((await override(elsewhere, { model })("?")).provider).toBe(provider);
    expect((await withContext({ model }, () => elsewhere("?"))).provider).toBe(provider);
  });
});
