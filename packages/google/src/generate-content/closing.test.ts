import { GoogleGenAI } from "@google/genai";
import {
  MalformedChunkError,
  ProviderStreamError,
  StreamTransportError,
  StreamTruncatedError,
  googleCall,
  type Decode,
} from "@zoetrope/google";
import {
  cut,
  html,
  json,
  pause,
  reset,
  sse as oneByOne,
  stall,
  startTestServer,
  type Script,
} from "@zoetrope/test-server";
import { describe, expect, test } from "vitest";
import { answer, sse, text } from "./__fixtures__/chunks.js";

const first = sse(answer([text("Hel")]));
const last = sse(answer([text("lo")], "STOP"));
const decodes: readonly Decode[] = ["wire", "sdk"];

async function ask(script: Script, decode: Decode = "wire", signal?: AbortSignal) {
  const server = await startTestServer();
  server.reply(script);
  const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: server.url } });
  const stream = googleCall("m", { client, stream: true, decode, ...(signal && { signal }) })(() => "Hi")();
  return { server, stream };
}

describe.each(decodes)("decode: %s", (decode) => {
  test("S1: breaking out of the loop closes the socket at once", async () => {
    const { server, stream } = await ask({ body: [first, stall()] }, decode);
    await using _ = server;
    for await (const [chunk] of stream) {
      expect(chunk.content).toBe("Hel");
      break;
    }
    await server.until(() => server.openSockets === 0);
    expect(stream.ending?.status).toBe("aborted");
    expect(stream.content).toBe("Hel");
  });

  test("S10: cancelling while a read is pending closes the socket, and the loop just ends", async () => {
    const { server, stream } = await ask({ body: [first, stall()] }, decode);
    await using _ = server;
    for await (const _pair of stream) setTimeout(() => stream.cancel(), 5);
    await server.until(() => server.openSockets === 0);
    expect(stream.ending?.status).toBe("aborted");
  });

  test("an aborted signal closes the socket while the headers are pending, and is thrown as it is", async () => {
    const controller = new AbortController();
    const { server, stream } = await ask({ beforeHeaders: [stall()], body: [] }, decode, controller.signal);
    await using _ = server;
    const reading = stream.response();
    await server.until(() => server.requests.length === 1);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await server.until(() => server.openSockets === 0);
  });

  test("S4: a body that ends without a finish reason is truncated", async () => {
    const { server, stream } = await ask({ body: [first] }, decode);
    await using _ = server;
    await expect(stream.response()).rejects.toBeInstanceOf(StreamTruncatedError);
    expect([stream.ending?.status, stream.content]).toEqual(["truncated", "Hel"]);
  });

  test("S7: an error in a frame is the provider's, and what came before it stays", async () => {
    const error = { error: { code: 503, message: "Overloaded.", status: "UNAVAILABLE" } };
    const { server, stream } = await ask({ body: [first, pause(5), sse(error), stall()] }, decode);
    await using _ = server;
    const thrown = await stream.response().catch((cause: unknown) => cause);
    expect(thrown).toBeInstanceOf(ProviderStreamError);
    expect(thrown).toMatchObject({ message: expect.stringContaining("Overloaded.") as unknown, error: error.error });
    expect([stream.ending?.status, stream.content]).toEqual(["failed", "Hel"]);
    await server.until(() => server.openSockets === 0);
  });

  test.each([
    ["cut", cut()],
    ["reset", reset()],
  ] as const)("a connection that breaks (%s) fails the stream", async (_name, end) => {
    const { server, stream } = await ask({ body: [first, pause(5), end] }, decode);
    await using _ = server;
    await expect(stream.response()).rejects.toBeInstanceOf(StreamTransportError);
    expect([stream.ending?.status, stream.content]).toEqual(["failed", "Hel"]);
  });

  test("a connection that breaks behind the finish reason leaves a whole answer", async () => {
    const { server, stream } = await ask({ body: [first, last, pause(5), cut()] }, decode);
    await using _ = server;
    expect((await stream.response()).content).toBe("Hello");
  });

  test("pairs come as they arrive, and a whole answer gives its connection back", async () => {
    const { server, stream } = await ask(
      { body: oneByOne(answer([text("Hel")]), answer([text("lo")], "STOP")) },
      decode,
    );
    await using _ = server;
    expect((await stream.response()).content).toBe("Hello");
    expect(server.openSockets).toBe(1);
  });
});

describe("what only the wire tells", () => {
  test("a body that ends inside an event is truncated, and no broken connection", async () => {
    const { server, stream } = await ask({ body: [first, last.slice(0, 20)] });
    await using _ = server;
    await expect(stream.response()).rejects.toBeInstanceOf(StreamTruncatedError);
  });

  test("the SDK's stream calls it broken", async () => {
    const { server, stream } = await ask({ body: [first, last.slice(0, 20)] }, "sdk");
    await using _ = server;
    await expect(stream.response()).rejects.toBeInstanceOf(StreamTransportError);
  });

  test("S6: HTML with status 200 is quoted", async () => {
    const { server, stream } = await ask(html());
    await using _ = server;
    await expect(stream.response()).rejects.toThrow(/<!doctype html>/);
    await expect(stream.response()).rejects.toBeInstanceOf(MalformedChunkError);
  });

  test("S6: a JSON error with status 200 is the provider's, also as a list", async () => {
    for (const body of [{ error: { message: "No." } }, [{ error: { message: "No." } }]]) {
      const { server, stream } = await ask(json(200, body));
      await using _ = server;
      await expect(stream.response()).rejects.toThrow("The provider reported an error: No.");
    }
  });

  test("S6: a whole answer to a streamed request is read as one chunk", async () => {
    const { server, stream } = await ask(json(200, answer([text("Hello")], "STOP")));
    await using _ = server;
    expect((await stream.response()).content).toBe("Hello");
  });

  test("comments, pings, empty events and a gateway's [DONE] are no pairs", async () => {
    const noise = ": hi\r\n\r\ndata:\r\n\r\nevent: ping\r\ndata: {}\r\n\r\ndata: null\r\n\r\n";
    const { server, stream } = await ask({ body: [noise, first, last, "data: [DONE]\n\n"] });
    await using _ = server;
    const contents: string[] = [];
    for await (const [chunk] of stream) contents.push(chunk.content);
    expect(contents).toEqual(["Hel", "lo"]);
  });
});

test("a break before the whole body: a whole call says so", async () => {
  await using server = await startTestServer();
  server.reply({ headers: { "content-type": "application/json" }, body: ['{"candidates": [', pause(5), cut()] });
  const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: server.url } });
  await expect(googleCall("m", { client })(() => "Hi")()).rejects.toBeInstanceOf(StreamTransportError);
});

test("the SDK's own retries go on, and each answer is read once", async () => {
  await using server = await startTestServer();
  server.reply(json(503, { error: { code: 503, message: "Later." } }));
  server.reply({ body: [first, last] });
  const retryOptions = { attempts: 2, initialDelay: 0.001 };
  const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: server.url, retryOptions } });
  const response = await googleCall("m", { client, stream: true })(() => "Hi")().response();
  expect([response.content, server.requests.length]).toEqual(["Hello", 2]);
});
