import { setTimeout as sleep } from "node:timers/promises";
import { StreamLimitError } from "@zoetrope/core";
import { ClientSockets, done, longLine, sse, startTestServer } from "@zoetrope/test-server";
import { describe, expect, test } from "vitest";
import { runScript } from "../__fixtures__/run-script.js";
import { ask, read, serve } from "./__fixtures__/ask-server.js";
import { answer, callDelta, chunk, finish, text } from "./__fixtures__/chat-chunks.js";

test("S25: a paused reader has read at most 512 kB of a large body, and then gets all of it", async () => {
  await using server = await startTestServer();
  const event = sse(text("x".repeat(1000))).join("");
  const batch = event.repeat(60);
  const batches = 500;
  const body = Array.from({ length: batches }, () => batch);
  server.reply({ body: [...body, ...sse(finish()), done()] });
  using sockets = new ClientSockets();
  const stream = ask(server);
  const iterator = stream[Symbol.asyncIterator]();
  await iterator.next();
  // The system's own buffers fill, and then everybody waits: until nothing moves any more.
  for (let before = -1; before !== server.bytesSent + sockets.bytesRead; await sleep(100))
    before = server.bytesSent + sockets.bytesRead;
  expect(sockets.opened).toBe(1);
  expect(server.bytesSent).toBeLessThan(batch.length * batches);
  expect(sockets.bytesRead).toBeGreaterThan(event.length);
  expect(sockets.bytesRead).toBeLessThanOrEqual(512 * 1024);
  expect((await stream.response()).content.length).toBe(1000 * 60 * batches);
});

describe("S2, S3", () => {
  test("S2: a stream that is held costs its text, and no copy of its chunks", async () => {
    const { stdout } = await runScript(
      `
      import { openaiCall } from "@zoetrope/openai";
      import { createTestClient } from "@zoetrope/openai/testing";
      const count = 50_000;
      const chunk = 'data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"12345678"}}]}\\n\\n';
      const end = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\\n\\ndata: [DONE]\\n\\n';
      async function held() {
        const body = new ReadableStream({
          n: 0,
          pull(controller) {
            if (this.n++ < count / 50) return controller.enqueue(new TextEncoder().encode(chunk.repeat(50)));
            controller.enqueue(new TextEncoder().encode(end));
            controller.close();
          },
        });
        const stream = openaiCall("m", { client: createTestClient([new Response(body)]), stream: true })(() => "Hi")();
        let seen = 0;
        for await (const [c] of stream) seen += c.content.length + Math.min(0, stream.content.length);
        return [stream, stream.constructCallResponse(), seen];
      }
      await held();
      // What an async function returned stays referenced until its caller's turn is over.
      await new Promise((resolve) => setTimeout(resolve, 20));
      gc(); gc();
      const before = process.memoryUsage().heapUsed;
      const kept = await held();
      gc(); gc();
      const perChunk = (process.memoryUsage().heapUsed - before) / count;
      console.log(JSON.stringify([perChunk, kept[2], kept[1].content.length]));
    `,
      ["--expose-gc"],
    );
    const [perChunk, seen, length]: number[] = JSON.parse(stdout);
    expect([seen, length]).toEqual([400_000, 400_000]);
    // 8 are the text itself, which the response shares. A kept chunk is more than 200.
    expect(perChunk).toBeLessThan(40);
  });

  test("S3: the response is built from what was gathered: no read, no request, and no pass over the chunks", async () => {
    const pieces = Array.from({ length: 5000 }, (_, i) => `${i} `);
    await using server = await serve([answer(...pieces).join("")]);
    const stream = ask(server);
    const first = await stream.response();
    const start = performance.now();
    for (let i = 0; i < 100; i++) expect(stream.constructCallResponse().content.length).toBe(first.content.length);
    // Read again from a copy, each would take 5,000 × 4.8 µs = 24 ms.
    expect(performance.now() - start).toBeLessThan(1000);
    expect((await stream.response()).content).toBe(pieces.join(""));
    expect(server.requests.length).toBe(1);
  });
});

describe("S21: nothing is rejected behind the reader's back", () => {
  test.each([
    ["streams that are never read", `const streams = Array.from({ length: 5 }, () => call(() => "Hi")());`],
    [
      "an async prompt function that rejects and is never read",
      `call(async () => { throw new Error("no prompt"); })();`,
    ],
    ["an async prompt that is no prompt, and is never read", `call(async () => 7)();`],
    [
      "a Blob that is no image, and is never read",
      `call(() => [{ role: "user", content: [{ type: "image", source: { type: "blob", blob: new Blob(["x"]) } }] }])();`,
    ],
    ["a failed stream whose response nobody asks for", `try { for await (const _ of call(() => "Hi")()); } catch {}`],
    [
      "a stream that is left while its request is pending",
      `const s = call(() => "Hi")(); const first = s[Symbol.asyncIterator]().next(); s.cancel(); await first;`,
    ],
    [
      "next() twice, of which the error goes to the first",
      `const i = call(() => "Hi")()[Symbol.asyncIterator](); await i.next().catch(() => {}); await i.next();`,
    ],
  ])("%s: the process ends by itself, without a word", async (_, script) => {
    const { stdout, stderr, code } = await runScript(`
      import { openaiCall } from "@zoetrope/openai";
      import { createTestClient } from "@zoetrope/openai/testing";
      const call = (fn) => openaiCall("m", { client: createTestClient([new Error("no server")]), stream: true })(fn);
      ${script}
      await new Promise((resolve) => setTimeout(resolve, 20));
      console.log("end");
    `);
    expect({ stdout, stderr, code }).toEqual({ stdout: "end\n", stderr: "", code: 0 });
  });

  test("the rejection of an async prompt goes to the first who reads", async () => {
    await using server = await serve(answer("Hello"));
    const reason = new Error("no prompt");
    const { error, chunks } = await read(ask(server, {}, () => Promise.reject(reason)));
    expect([error, chunks]).toEqual([reason, []]);
    expect(server.requests).toEqual([]);
  });
});

describe("limits", () => {
  test("a line of 100 MB fails the stream at its limit, and closes the socket", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...sse(text("Hello")), longLine(100_000_000)] });
    const stream = ask(server, { limits: { eventSize: 1_000_000 } });
    const { error } = await read(stream);
    expect(error).toBeInstanceOf(StreamLimitError);
    expect(error).toMatchObject({
      limit: "eventSize",
      message: expect.stringContaining("limits.eventSize"),
      partial: { content: "Hello" },
    });
    expect(stream.ending?.status).toBe("failed");
    await server.until(() => server.openSockets === 0);
    expect(server.bytesSent).toBeLessThan(50_000_000);
  });

  test("without limits of the caller's own, 16 Mi characters are the most", async () => {
    await using server = await startTestServer();
    server.reply({ body: [longLine(100_000_000)] });
    expect((await read(ask(server))).error).toMatchObject({
      name: "StreamLimitError",
      message: expect.stringContaining("16777216"),
    });
    await server.until(() => server.openSockets === 0);
  });

  const calls = (count: number) =>
    Array.from({ length: count }, (_, index) => callDelta({ index, id: `call_${index}`, name: "f", args: "{}" }));
  const choices = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      chunk({ choices: [{ index, delta: { content: "x" }, finish_reason: "stop" }] }),
    );

  test.each([
    ["1,024 tool calls", calls(1024), undefined],
    ["1,025 tool calls", calls(1025), "toolCalls"],
    ["128 choices", choices(128), undefined],
    ["129 choices", choices(129), "choices"],
  ])("%s against the default limits", async (_, chunks, limit) => {
    await using server = await serve([
      [...sse(...chunks, ...(limit === "choices" ? [] : [finish()])), done()].join(""),
    ]);
    const stream = ask(server, { tools: [{ type: "function", function: { name: "f" } }] });
    const { error } = await read(stream);
    const failed = { name: "StreamLimitError", limit, message: expect.stringContaining(`limits.${limit}`) };
    expect([error]).toMatchObject([limit === undefined ? undefined : failed]);
  });

  test("limits of the caller's own hold, and those not named keep their defaults", async () => {
    await using server = await serve([...sse(...calls(3), finish()), done()]);
    expect((await read(ask(server, { limits: { toolCalls: 2 } }))).error).toMatchObject({ limit: "toolCalls" });
    expect((await read(ask(server, { limits: { choices: 1 } }))).error).toBeUndefined();
  });
});
