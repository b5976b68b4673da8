import { BaseTool, Messages, imagePart, type Message } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { loadRecordings } from "./__fixtures__/recordings.js";
import { anthropicCall } from "./call.js";
import type { AnthropicRawTool } from "./tool.js";
import { fromAnthropicMessages } from "./read-messages.js";

const recordings = loadRecordings().filter(({ request }) => request !== null);

/** A request that was really sent, in the parts that a call is made of. */
interface SentRequest {
  readonly model: string;
  readonly messages: readonly Anthropic.MessageParam[];
  readonly system?: Anthropic.SystemMessageParam["content"];
  readonly tools?: readonly Anthropic.Tool[];
  readonly stream?: boolean;
}

describe.skipIf(recordings.length === 0)("a request that was really sent", () => {
  it.each(recordings)("$name is sent again, from neutral messages that mean the same", async ({ request }) => {
    const { model, messages, system, tools = [], stream = false, ...callParams } = request as unknown as SentRequest;
    const instructions: Anthropic.MessageParam[] = system === undefined ? [] : [{ role: "system", content: system }];
    const prompt = fromAnthropicMessages([...instructions, ...messages]).map(asNeutral);
    // A tool of one's own needs no type for the API, and has to have it here.
    const named = tools.map((tool) => ({ type: "custom", ...tool }) as AnthropicRawTool);
    const ask = anthropicCall(model, { callParams, tools: named, apiKey: "k" })(() => prompt);
    const again = { ...request, tools: named };
    const { tools: sentTools = [], ...sent } = await ask.toRequest();
    expect({ ...sent, tools: sentTools, ...(stream ? { stream } : {}) }).toEqual(
      "stream" in again && !again["stream"] ? { ...again, stream: undefined } : again,
    );
  });
});

describe("a request by hand", () => {
  const sent = (name: string): unknown => recordings.find((one) => one.name.endsWith(name))?.request;

  it.skipIf(recordings.length === 0)("with an image by its URL", async () => {
    const ask = anthropicCall("claude-haiku-4-5", { callParams: { maxTokens: 150 } })(() =>
      Messages.user([
        "Describe this image in one short sentence.",
        imagePart("https://en.wikipedia.org/static/images/icons/wikipedia.png"),
      ]),
    );
    expect(await ask.toRequest()).toEqual(sent("input-image--claude-haiku-4-5-20251001--01"));
  });

  it.skipIf(recordings.length === 0)("with tools as classes, and a turn that used one", async () => {
    const unit = z
      .enum(["celsius", "fahrenheit"])
      .describe("The unit of temperature, either 'celsius' or 'fahrenheit'");
    class Weather extends BaseTool.with(
      { location: z.string().describe("The city and state, e.g. San Francisco, CA"), unit: unit.optional() },
      { name: "get_weather", description: "Get the current weather in a given location" },
    ) {
      override call(): void {}
    }
    class Time extends BaseTool.with(
      { timezone: z.string().describe("The IANA time zone name, e.g. America/Los_Angeles") },
      { name: "get_time", description: "Get the current time in a given time zone" },
    ) {
      override call(): void {}
    }
    const ask = anthropicCall("claude-3-5-haiku-20241022", { callParams: { maxTokens: 1024 }, tools: [Weather, Time] })(
      () => [
        Messages.user("What is the weather and current time in San Francisco?"),
        Messages.assistant([
          "I'll help you get the weather and current time in San Francisco.",
          { type: "tool_call", id: "call_1", name: "get_weather", args: { location: "San Francisco, CA" } },
        ]),
        Messages.tool({ type: "tool_result", id: "call_1", content: "Sunny and 65 degrees Fahrenheit" }),
      ],
    );
    expect(withoutClosing(await ask.toRequest())).toEqual(sent("tool-single--claude-3-5-haiku-20241022--01"));
  });
});

/** With a mark of the neutral form, so that it is converted even where both forms are one. */
function asNeutral(message: Message): Message {
  return { ...message, extra: { ...message.extra } };
}

/** Our schemas say that an object is closed, and theirs did not. */
function withoutClosing(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (key, value: unknown) => (key === "additionalProperties" ? undefined : value)),
  );
}
