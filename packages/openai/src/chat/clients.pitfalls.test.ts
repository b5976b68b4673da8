import { request, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { StreamTransportError, StreamTruncatedError, ProviderStreamError } from "@zoetrope/core";
import { openaiCall, type Decode, type OpenAIClient } from "@zoetrope/openai";
import { createGate, cut, done, json, sse, stall, startTestServer, type TestServer } from "@zoetrope/test-server";
import { AzureOpenAI, OpenAI } from "openai";
import * as openai6 from "openai-6";
import { describe, expect, test } from "vitest";
import { read } from "./__fixtures__/ask-server.js";
import { answer, callDelta, completion, finish, text } from "./__fixtures__/chat-chunks.js";

const require = createRequire(import.meta.url);
const commonJS: typeof import("openai") = require("openai");
const commonJS6: typeof import("openai-6") = require("openai-6");

type Make = (server: TestServer) => OpenAIClient;

const options = (server: TestServer) => ({ apiKey: "sk-test", baseURL: `${server.url}/v1`, maxRetries: 0 });
const azure = (server: TestServer) => ({ apiKey: "k", endpoint: server.url, apiVersion: "2024-10-21", maxRetries: 0 });

/** What a tracing proxy makes of a client: `create` returns a plain promise of what the SDK's own returns. */
function proxied(client: OpenAIClient): OpenAIClient {
  return { chat: { completions: { create: async (body, given) => client.chat.completions.create(body, given) } } };
}

/** A `fetch` like node-fetch's: the body is a Node stream and has no `getReader`. */
const nodeFetch: typeof fetch = (url, { method = "GET", headers, body, signal } = {}) =>
  new Promise((resolve, reject) => {
    const sent = request(String(url), {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      ...(signal ? { signal } : {}),
    });
    sent.once("error", reject);
    sent.once("response", (message: IncomingMessage) => {
      const type = message.headers["content-type"] ?? "";
      const response = new Response(null, { status: message.statusCode ?? 0, headers: { "content-type": type } });
      const bodyText = async () => Buffer.concat(await message.toArray()).toString();
      Object.defineProperties(response, {
        body: { value: message },
        text: { value: bodyText },
        json: { value: async () => JSON.parse(await bodyText()) },
      });
      resolve(response);
    });
    sent.end(body);
  });

const clients: [name: string, make: Make, decode: Decode][] = [
  ["openai 7", (server) => new OpenAI(options(server)), "wire"],
  ["openai 6", (server) => new openai6.OpenAI(options(server)), "wire"],
  ["openai 7, CommonJS", (server) => new commonJS.OpenAI(options(server)), "wire"],
  ["openai 6, CommonJS", (server) => new commonJS6.OpenAI(options(server)), "wire"],
  ["AzureOpenAI 7", (server) => new AzureOpenAI(azure(server)), "wire"],
  ["AzureOpenAI 6", (server) => new openai6.AzureOpenAI(azure(server)), "wire"],
  ["a client whose create() has no asResponse", (server) => proxied(new OpenAI(options(server))), "wire"],
  ["the same over openai 6", (server) => proxied(new openai6.OpenAI(options(server))), "wire"],
  ['openai 7, decode: "sdk"', (server) => new OpenAI(options(server)), "sdk"],
  ['openai 6, decode: "sdk"', (server) => new openai6.OpenAI(options(server)), "sdk"],
  ["openai 7 over a node-fetch", (server) => new OpenAI({ ...options(server), fetch: nodeFetch }), "wire"],
  ["openai 6 over a node-fetch", (server) => new openai6.OpenAI({ ...options(server), fetch: nodeFetch }), "wire"],
];

describe.each(clients)("%s", (name, make, decode) => {
  const tool = { type: "function", function: { name: "look" } } as const;
  const ask = (server: TestServer, signal?: AbortSignal) =>
    openaiCall("gpt-4o-mini", {
      client: make(server),
      decode,
      stream: true,
      tools: [tool],
      ...(signal ? { signal } : {}),
    })(() => "Hi")();

  test("streams pairs, usage and a response", async () => {
    await using server = await startTestServer();
    const call = callDelta({ index: 0, id: "call_1", name: "look", args: '{"at":1}' });
    server.reply({ body: [...sse(text("Hel"), call), ...answer("lo")] });
    const stream = ask(server);
    const { chunks, tools, error } = await read(stream);
    expect([error, chunks.map(String)]).toEqual([undefined, ["Hel", "", "lo", "", ""]]);
    expect(tools.map((one) => one?.toolCall.args)).toEqual([undefined, undefined, undefined, { at: 1 }, undefined]);
    expect(stream.ending?.status).toBe("complete");
    expect(stream.constructCallResponse()).toMatchObject({ content: "Hello", finishReasons: ["stop"], totalTokens: 4 });
    const path = name.startsWith("Azure")
      ? "/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21"
      : "/v1/chat/completions";
    expect(server.requests[0]?.url).toBe(path);
  });

  test("answers whole", async () => {
    await using server = await startTestServer();
    server.reply(json(200, completion({ content: "Hello" })));
    const response = await openaiCall("gpt-4o-mini", { client: make(server), decode })(() => "Hi")();
    expect(response).toMatchObject({ content: "Hello", finishReasons: ["stop"], ending: { status: "complete" } });
  });

  test("S1, S9: break and abort close the socket at once, also while a read or the headers are pending", async () => {
    await using server = await startTestServer();
    for (let i = 0; i < 2; i++) server.reply({ body: [...sse(text("Hel")), stall()] });
    server.reply({ beforeHeaders: [stall()], body: [] });
    for await (const _ of ask(server)) break;
    await server.until(() => server.openSockets === 0);
    for (const asked of [2, 3]) {
      const controller = new AbortController();
      const stream = ask(server, controller.signal);
      const reading = read(stream);
      await server.until(() => server.requests.length === asked && (asked === 3 || stream.content === "Hel"));
      controller.abort("stop");
      expect((await reading).error).toBe("stop");
      await server.until(() => server.openSockets === 0);
    }
  });

  test("S10: return() during a pending next() does not hang", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...sse(text("Hel")), stall()] });
    const iterator = ask(server)[Symbol.asyncIterator]();
    await iterator.next();
    const pending = iterator.next();
    await iterator.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    await server.until(() => server.openSockets === 0);
  });

  test("S4, S7: truncated, broken, and an error of the provider", async () => {
    await using server = await startTestServer();
    const gate = createGate();
    server.reply({ body: sse(text("Hel")) });
    server.reply({ body: [...sse(text("Hel")), gate.hold, cut()] });
    server.reply({ body: [...sse(text("Hel"), { error: { message: "the engine died", code: 500 } })] });
    const truncated = ask(server);
    expect((await read(truncated)).error).toBeInstanceOf(StreamTruncatedError);
    const broken = ask(server);
    const reading = read(broken);
    await server.until(() => broken.content === "Hel");
    gate.release();
    expect((await reading).error).toBeInstanceOf(StreamTransportError);
    const failed = ask(server);
    const { error } = await read(failed);
    expect(error).toBeInstanceOf(ProviderStreamError);
    expect(error).toMatchObject({ message: expect.stringContaining("the engine died"), partial: { content: "Hel" } });
  });

  test("a refused request throws the SDK's own error, streamed and whole", async () => {
    await using server = await startTestServer();
    server.reply(json(401, { error: { message: "Incorrect API key provided", code: "invalid_api_key" } }));
    const expected = { status: 401, message: expect.stringContaining("Incorrect API key") };
    expect((await read(ask(server))).error).toMatchObject(expected);
    await expect(ask(server).open()).rejects.toMatchObject(expected);
    await expect(openaiCall("m", { client: make(server), decode })(() => "Hi")()).rejects.toMatchObject(expected);
  });

  test("ends where the body ends, with or without [DONE]", async () => {
    await using server = await startTestServer();
    server.reply({ body: sse(text("Hi"), finish()) });
    server.reply({ body: [...sse(text("Hi"), finish()), done()] });
    expect(await read(ask(server))).toMatchObject({ text: "Hi", error: undefined });
    expect(await read(ask(server))).toMatchObject({ text: "Hi", error: undefined });
  });
});

test("a client whose create() returns nothing to iterate is told so", async () => {
  const client: OpenAIClient = { chat: { completions: { create: async () => completion({ content: "Hi" }) } } };
  const { error } = await read(openaiCall("m", { client, stream: true })(() => "Hi")());
  expect(error).toMatchObject({ name: "CallOptionsError", message: expect.stringContaining("create()") });
});

test("the tests' node-fetch gives a body without getReader", async () => {
  await using server = await startTestServer();
  server.reply(json(200, {}));
  expect((await nodeFetch(server.url)).body).not.toHaveProperty("getReader");
});
