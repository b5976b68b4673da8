import { BaseTool, Messages } from "@zoetrope/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { createTestClient } from "../testing.js";
import { close, delta, end, open, start, text } from "./__fixtures__/message-events.js";
import { anthropicCall } from "./call.js";

const model = "claude-sonnet-5-5";
const usage = { input_tokens: 3, output_tokens: 9 } as never;
const whole = (content: object[], stop_reason: string, more: object = {}) =>
  ({ type: "message", id: "m", role: "assistant", model: "m-1", content, stop_reason, usage, ...more }) as never;

const sent = ({ requests }: ReturnType<typeof createTestClient>) =>
  requests[1]!.body["messages"] as { role: string; content: unknown[] }[];

class Weather extends BaseTool.with({ city: z.string() }) {
  override call() {
    return "sunny";
  }
}

it("sends no assistant turn without content", async () => {
  const client = createTestClient([whole([], "end_turn"), whole([{ type: "text", text: "x" }], "end_turn")]);
  const call = anthropicCall(model, { client });
  const first = await call(() => "?")();
  await call(() => [...first.messages, first.messageParam, Messages.user("go on")] as never)();
  const messages = sent(client);
  expect(messages.filter(({ content }) => content.length === 0)).toEqual([]);
});

it("leaves whitespace-only text out of the next turn", async () => {
  const client = createTestClient([
    whole(
      [
        { type: "text", text: "\n\n" },
        { type: "tool_use", id: "t", name: "Weather", input: { city: "x" } },
      ],
      "tool_use",
    ),
  ]);
  const first = await anthropicCall(model, { client, tools: [Weather] })(() => "?")();
  expect((first.messageParam.content as { type: string }[]).map(({ type }) => type)).toEqual(["tool_use"]);
});

it("leaves a server tool that was never answered out of an aborted message", async () => {
  const client = createTestClient([
    [
      start(),
      ...text(0, "Let me look."),
      open(1, { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} }),
      delta(1, { type: "input_json_delta", partial_json: '{"query":"x"}' }),
      close(1),
    ] as never,
  ]);
  const stream = anthropicCall(model, { client, stream: true })(() => "?")();
  await expect(
    (async () => {
      for await (const _ of stream);
    })(),
  ).rejects.toThrow();
  expect((stream.messageParam.content as { type: string }[]).map(({ type }) => type)).toEqual(["text"]);
});

it("goes on after pause_turn, or says so, with a responseModel", async () => {
  const client = createTestClient([
    whole([{ type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} }], "pause_turn"),
    whole([{ type: "text", text: '{"title":"Dune"}' }], "end_turn"),
  ]);
  const p = anthropicCall(model, { client, responseModel: z.object({ title: z.string() }), retry: { validation: 1 } })(
    () => "?",
  )();
  expect(await p).toEqual({ title: "Dune" });
  expect(sent(client).map(({ role }) => role)).toEqual(["user", "assistant"]);
});

it("shows no key of an MCP server", async () => {
  const client = createTestClient([whole([{ type: "text", text: "x" }], "end_turn")]);
  const call = anthropicCall(model, {
    client,
    callParams: {
      mcp_servers: [{ type: "url", url: "https://x", name: "a", authorization_token: "sk-secret" }],
    } as never,
  })(() => "?");
  const response = await call();
  expect(JSON.stringify(response)).not.toContain("sk-secret");
  expect(await call.explain()).not.toContain("sk-secret");
});

it("keeps a call whole when its block carries text, too", async () => {
  const client = createTestClient([
    [
      start(),
      open(0, { type: "tool_use", id: "t", name: "Weather", input: {} }),
      delta(0, { type: "input_json_delta", partial_json: '{"ci' }),
      delta(0, { type: "text_delta", text: "hm" }),
      delta(0, { type: "input_json_delta", partial_json: 'ty":"x"}' }),
      close(0),
      end("tool_use"),
      { type: "message_stop" },
    ] as never,
  ]);
  const stream = anthropicCall(model, { client, stream: true, tools: [Weather] })(() => "?")();
  for await (const _ of stream);
  expect(stream.tools[0]?.toolCall.args).toEqual({ city: "x" });
});
