import { BaseTool, type InvalidTool } from "@zoetrope/core";
import { openaiCall } from "@zoetrope/openai";
import { done, json, sse, startTestServer } from "@zoetrope/test-server";
import type OpenAI from "openai";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { clientOf, read } from "./__fixtures__/ask-server.js";
import { callDelta, completion, finish, text } from "./__fixtures__/chat-chunks.js";

type History = OpenAI.ChatCompletionMessageParam[];

class Weather extends BaseTool.with({ city: z.string(), days: z.int().default(1) }, { description: "Forecasts." }) {
  override call() {
    return `sunny in ${this.city} for ${this.days}`;
  }
}
class Clock extends BaseTool.with({}) {
  override call() {
    return 12;
  }
}
const tools = [Weather, Clock] as const;

describe("a second turn with the tools' results", () => {
  const call = { id: "call_1", type: "function", function: { name: "Weather", arguments: '{"city":"Oslo"}' } };
  const question = { role: "user", content: "Weather in Oslo?" } as const;
  const secondTurn = [
    question,
    { role: "assistant", content: "On it.", tool_calls: [call] },
    { role: "tool", tool_call_id: "call_1", content: "sunny in Oslo for 1" },
  ];
  const sentTools = [
    {
      type: "function",
      function: {
        name: "Weather",
        description: "Forecasts.",
        parameters: {
          type: "object",
          properties: { city: { type: "string" }, days: expect.objectContaining({ type: "integer", default: 1 }) },
          required: ["city"],
          additionalProperties: false,
        },
      },
    },
    {
      type: "function",
      function: { name: "Clock", parameters: { type: "object", properties: {}, additionalProperties: false } },
    },
  ];

  test("streamed", async () => {
    await using server = await startTestServer();
    server.reply({
      body: [
        ...sse(
          text("On it."),
          callDelta({ index: 0, id: "call_1", name: "Weather", args: '{"city":"Oslo"}' }),
          finish("tool_calls"),
        ),
        done(),
      ],
    });
    server.reply({ body: [...sse(text("Sunny."), finish()), done()] });
    const chat = openaiCall("m", { client: clientOf(server), tools, stream: true })((history: History) => history);
    const stream = chat([question]);
    const outputs: [Weather | Clock | InvalidTool, unknown][] = [];
    for await (const [, tool] of stream) if (tool) outputs.push([tool, tool.call()]);
    const next = chat([question, stream.messageParam, ...stream.toolMessageParams(outputs)]);
    expect((await read(next)).text).toBe("Sunny.");
    const bodies = server.requests.map(({ body }): unknown => JSON.parse(body));
    expect(bodies).toMatchObject([
      { messages: [question], tools: sentTools },
      { messages: secondTurn, tools: sentTools },
    ]);
    expect(stream.userMessageParam).toEqual(question);
  });

  test("whole", async () => {
    await using server = await startTestServer();
    server.reply(json(200, completion({ content: "On it.", tool_calls: [call] })));
    server.reply(json(200, completion({ content: "Sunny." })));
    const chat = openaiCall("m", { client: clientOf(server), tools })((history: History) => history);
    const first = await chat([question]);
    const results = first.tools.map((tool) => [tool, tool.call()] as const);
    expect((await chat([question, first.messageParam, ...first.toolMessageParams(results)])).content).toBe("Sunny.");
    expect(JSON.parse(server.requests[1]?.body ?? "")).toMatchObject({ messages: secondTurn, tools: sentTools });
  });
});
