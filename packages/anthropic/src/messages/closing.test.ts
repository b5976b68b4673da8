import { Anthropic } from "@anthropic-ai/sdk";
import { endlessComments, json, sse, stall, startTestServer, type TestServer } from "@zoetrope/test-server";
import { describe, expect, it } from "vitest";
import { end, open, start, stop, text } from "./__fixtures__/message-events.js";
import { anthropicCall } from "./call.js";
import type { AnthropicStream } from "./stream.js";

/** Generous for a busy machine, and far below what a forgotten connection takes. */
const atOnce = 500;

const hello = [start(), ...text(0, "Hello")];

function ask(server: TestServer, signal?: AbortSignal): AnthropicStream {
  const client = new Anthropic({ apiKey: "test", baseURL: server.url, maxRetries: 0 });
  return anthropicCall("m", { client, stream: true, ...(signal ? { signal } : {}) })(() => "?")();
}

describe("through a real socket", () => {
  it("S1: breaking out of the loop closes it at once", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...sse(start(), open(0, { type: "text", text: "Hel" })), endlessComments()] });
    const stream = ask(server);
    for await (const [chunk] of stream) if (chunk.content === "Hel") break;
    await server.until(() => server.openSockets === 0, atOnce);
    expect([stream.ending?.status, stream.content]).toEqual(["aborted", "Hel"]);
  });

  it("S9: an aborted signal closes it, is thrown as it is, and what came stays", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...sse(...hello), stall()] });
    const controller = new AbortController();
    const stream = ask(server, controller.signal);
    const reading = stream.response();
    await server.until(() => stream.content === "Hello");
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await server.until(() => server.openSockets === 0, atOnce);
    expect(stream.messageParam).toEqual({ role: "assistant", content: [{ type: "text", text: "Hello" }] });
  });

  it("S27: message_stop ends the stream while the server still holds the connection", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...sse(...hello, end("end_turn"), stop), stall()] });
    const stream = ask(server);
    const { content } = await stream.response();
    expect([content, stream.ending?.status]).toEqual(["Hello", "complete"]);
    await server.until(() => server.openSockets === 0, atOnce);
  });

  it("a refused request is the SDK's own error, with the provider's message", async () => {
    await using server = await startTestServer();
    const error = { type: "error", error: { type: "rate_limit_error", message: "Slow down" } };
    server.reply(json(429, error));
    const stream = ask(server);
    await expect(stream.open()).rejects.toThrow(Anthropic.RateLimitError);
    await expect(stream.response()).rejects.toThrow(/Slow down/);
  });
});
