import { existsSync, readFileSync } from "node:fs";
import { BaseTool, Messages, type ConvertedPrompt, type OpaquePart } from "@zoetrope/core";
import type OpenAI from "openai";
import { expect, it } from "vitest";
import * as z from "zod";
import { createTestClient } from "../testing.js";
import { openaiResponsesCall } from "./call.js";
import { convertItems } from "./convert-messages.js";
import { isResponsesItem } from "./is-own-message.js";
import { fromResponsesMessages } from "./read-messages.js";
import { loadResponses } from "./__fixtures__/recordings.js";

type Item = OpenAI.Responses.ResponseInputItem;
interface Body {
  readonly input: Item[];
  readonly [param: string]: unknown;
}

/** What clients really sent, where that is known. */
const requests = new Map(
  loadResponses().flatMap(({ name }): [string, Body][] => {
    const file = new URL(`../../../../../shared/recordings/${name}.request.json`, import.meta.url);
    return existsSync(file) ? [[name, JSON.parse(readFileSync(file, "utf8")) as Body]] : [];
  }),
);

it.each([...requests].filter(([, { input }]) => Array.isArray(input)))(
  "%s: its history is the same again after it was neutral",
  (_name, { input }) => {
    expect(input.every((item) => isResponsesItem(item))).toBe(true);
    const neutral = JSON.parse(JSON.stringify(fromResponsesMessages(input))) as typeof input;
    expect(neutral.some((message) => "type" in message)).toBe(false);
    const { messages, warnings }: ConvertedPrompt<Item> = convertItems(neutral);
    expect(messages).toEqual(input);
    expect(warnings).toEqual([]);
  },
);

// Without the recordings these three compare nothing with them, which `loadResponses` has said.
const client = createTestClient([]);

it("says a tool, a turn with reasoning and its output as a recorded request does", async () => {
  class GetTemperature extends BaseTool.with(
    { city: z.string() },
    { name: "get_temperature", description: "Get the current temperature in a city.", strict: true },
  ) {
    call() {
      return this.city;
    }
  }
  const recorded = requests.get("openai-responses-compatible/deepseek/text--deepseek-v4-flash--01");
  const thought = { text: "The user asks about temperature in Tokyo. I'll call the tool.", type: "reasoning_text" };
  const reasoning: OpaquePart = {
    type: "opaque",
    provider: "openai-responses",
    value: {
      type: "reasoning",
      id: "fa6f3a83-5d25-46e8-9d03-1a89ce5cf2ba",
      summary: [],
      content: [thought],
      encrypted_content: null,
    },
  };
  const id = "call_00_xjY8Z2BvSlzgEmmw0DtH0464";
  const ask = openaiResponsesCall("deepseek-v4-flash", {
    client,
    stream: true,
    tools: [GetTemperature],
    toolChoice: "auto",
  })(() => [
    Messages.user("What is the temperature in Tokyo?"),
    Messages.assistant([
      reasoning,
      { type: "tool_call", id, name: "get_temperature", args: { city: "Tokyo" }, raw: '{"city": "Tokyo"}' },
    ]),
    Messages.tool({ type: "tool_result", id, content: "21.0" }),
  ]);
  const body = await ask.toRequest();
  expect(body).toEqual(recorded ?? body);
  expect(body.input).toHaveLength(4);
});

it("asks for a value as a recorded request does", async () => {
  const recorded = requests.get(
    "openai-responses-compatible/bedrock-mantle/structured-output--openai.gpt-5.6-luna--01",
  );
  const ask = openaiResponsesCall("openai.gpt-5.6-luna", {
    client,
    responseModel: z.object({ city: z.string(), country: z.string() }),
    callParams: { include: ["reasoning.encrypted_content"] },
  })(() => "The Eiffel Tower is in which city and country?");
  const body = await ask.toRequest();
  const { format } = body.text as { format: object };
  expect(format).toMatchObject({ type: "json_schema", strict: true });
  // The name is the client's to choose; `stream: false` is what the API does where nothing is said.
  const named = { ...body, stream: false, text: { format: { ...format, name: "City" } } };
  expect(named).toEqual(recorded ?? named);
});

it("says params and instructions as a recorded request does", async () => {
  const recorded = requests.get("openai-responses/web-search--gpt-5.2-2025-12-11--01");
  const ask = openaiResponsesCall("gpt-5.2", {
    client,
    stream: true,
    tools: [{ type: "web_search", search_context_size: "medium" }],
    toolChoice: "auto",
    callParams: {
      include: ["reasoning.encrypted_content"],
      instructions: "Use web search and include citations in your answer.",
    },
  })(() => "What is the tallest mountain in Alberta? Provide one sentence with a citation.");
  const body = await ask.toRequest();
  expect(body).toEqual(recorded ?? body);
  expect(body.stream).toBe(true);
});
