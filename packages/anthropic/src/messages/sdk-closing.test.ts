import { Anthropic } from "@anthropic-ai/sdk";
import { stall, startTestServer } from "@zoetrope/test-server";
import { expect, test } from "vitest";
import { end, start, stop, text } from "./__fixtures__/message-events.js";
import { anthropicCall } from "./call.js";

// The SDK goes by the name of an event.
const sse = (...events: { type: string }[]) => events.map((e) => `event: ${e.type}\ndata: ${JSON.stringify(e)}\n\n`);

test.each(["wire", "sdk"] as const)(
  "S27, decode %s: a server that holds the connection after message_stop keeps no socket of ours",
  async (decode) => {
    await using server = await startTestServer();
    server.reply({ body: [...sse(start(), ...text(0, "Hello"), end("end_turn"), stop), stall()] });
    const client = new Anthropic({ apiKey: "test", baseURL: server.url, maxRetries: 0 });
    const stream = anthropicCall("m", { client, stream: true, decode })(() => "?")();
    expect((await stream.response()).content).toBe("Hello");
    await server.until(() => server.openSockets === 0, 1000);
  },
);
