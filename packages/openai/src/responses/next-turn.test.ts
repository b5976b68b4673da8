import { expect, it } from "vitest";
import { Messages } from "@zoetrope/core";
import { createTestClient } from "../testing.js";
import { openaiResponsesCall } from "./call.js";
import { response, message } from "./__fixtures__/events.js";

it("leaves a built-in call that was cut out of the next turn", async () => {
  const client = createTestClient([
    { type: "response.created", response: response("in_progress", []) },
    {
      type: "response.output_item.added",
      output_index: 0,
      item: { type: "message", id: "m", role: "assistant", status: "in_progress", content: [] },
    },
    { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: "Let me look." },
    { type: "response.output_item.done", output_index: 0, item: message("Let me look.") },
    {
      type: "response.output_item.added",
      output_index: 1,
      item: { type: "web_search_call", id: "ws_1", status: "in_progress" },
    },
  ] as never);
  const stream = openaiResponsesCall("gpt-5-mini", { client, stream: true })(() => "?")();
  await stream.response().catch(() => null);
  const sent = await (
    openaiResponsesCall("gpt-5-mini", { client })(() => [stream.messageParam, Messages.user("go on")]) as never as {
      toRequest(): Promise<{ input: { type: string }[] }>;
    }
  ).toRequest();
  expect(sent.input.map(({ type }) => type)).not.toContain("web_search_call");
});

it("leaves reasoning that nobody keeps out of the next turn", async () => {
  const output = [{ type: "reasoning", id: "rs_1", summary: [] }, message("Hi")];
  const client = createTestClient([response("completed", output, { store: false }) as never]);
  const answer = await openaiResponsesCall("gpt-5-mini", { client, callParams: { store: false } })(() => "?")();
  const sent = await (
    openaiResponsesCall("gpt-5-mini", { client, callParams: { store: false } })(() => [
      answer.messageParam,
      Messages.user("go on"),
    ]) as never as { toRequest(): Promise<{ input: { type: string }[] }> }
  ).toRequest();
  expect(sent.input.map(({ type }) => type)).not.toContain("reasoning");
});

it("shows no key of an MCP server", async () => {
  const client = createTestClient([response("completed", [message("Hi")]) as never]);
  const call = openaiResponsesCall("gpt-5-mini", {
    client,
    tools: [
      {
        type: "mcp",
        server_label: "a",
        server_url: "https://x",
        authorization: "sk-secret",
        headers: { "X-Key": "sk-secret" },
      },
    ] as never,
  })(() => "?");
  expect(await (call as never as { explain(): Promise<string> }).explain()).not.toContain("sk-secret");
});
