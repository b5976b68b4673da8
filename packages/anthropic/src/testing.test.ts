import { describe, expect, test } from "vitest";
import { anthropicCall } from "./messages/call.js";
import { createTestClient } from "./testing.js";

const events = [
  { type: "message_start", message: { id: "msg_1", content: [] } },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "Hi" } },
  { type: "message_delta", delta: { stop_reason: "end_turn" } },
];
const message = { type: "message", content: [{ type: "text", text: "Hi" }], stop_reason: "end_turn" } as const;

describe("createTestClient", () => {
  test("gives an answer to each request: events, lists of them, bytes, whole messages, responses", async () => {
    const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
    const client = createTestClient([
      ...events,
      ...events,
      events,
      body,
      new TextEncoder().encode(body),
      message,
      Response.json(message),
    ]);
    const stream = anthropicCall("m", { client, stream: true })(() => "?");
    const whole = anthropicCall("m", { client })(() => "?");
    const contents: string[] = [];
    for (let i = 0; i < 5; i++) contents.push((await stream().response()).content);
    for (let i = 0; i < 2; i++) contents.push((await whole()).content);
    expect(contents).toEqual(Array.from({ length: 7 }, () => "Hi"));
    expect(client.requests[0]).toMatchObject({ body: { model: "m", stream: true } });
    expect(client.requests[0]?.url).toMatch(/\/v1\/messages$/);
  });

  test("throws an error in the list, and tells when it has no answer left", async () => {
    const client = createTestClient([new TypeError("fetch failed")]);
    const ask = anthropicCall("m", { client })(() => "?");
    await expect(ask()).rejects.toMatchObject({ cause: { message: "fetch failed" } });
    await expect(ask()).rejects.toMatchObject({
      cause: { message: "The test client was given no answer for request 2." },
    });
  });
});
