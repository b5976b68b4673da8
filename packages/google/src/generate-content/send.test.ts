import { ApiError, GoogleGenAI } from "@google/genai";
import { CallOptionsError, streamLimits, type SendOptions } from "@zoetrope/core";
import { json, startTestServer } from "@zoetrope/test-server";
import { describe, expect, test } from "vitest";
import { answer, text } from "./__fixtures__/chunks.js";
import { request } from "./__fixtures__/ask.js";
import { googleCall } from "./call.js";
import { resolveClient, type GoogleClient } from "./client.js";
import { sendStream, sendWhole } from "./send.js";

const options = (maxRetries?: number): SendOptions => ({
  signal: new AbortController().signal,
  decode: "wire",
  limits: streamLimits({}),
  maxRetries,
});
const whole = answer([text("Hello")], "STOP");

describe("retries of the SDK's", () => {
  test.each([
    [0, 1],
    [1, 2],
  ])("maxRetries %d: %d requests", async (maxRetries, requests) => {
    await using server = await startTestServer();
    server.reply(json(503, { error: { code: 503, message: "Later." } }));
    const client = new GoogleGenAI({
      apiKey: "k",
      httpOptions: { baseUrl: server.url, retryOptions: { initialDelay: 0.001 } },
    });
    const error = await sendWhole(client, request, options(maxRetries)).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 503 });
    expect(server.requests.length).toBe(requests);
  });
});

describe("clients", () => {
  test("one for each key and address", async () => {
    const baseURL = "http://127.0.0.1:1";
    const made = await Promise.all([
      resolveClient({ apiKey: "a", baseURL }),
      resolveClient({ apiKey: "a", baseURL }),
      resolveClient({ apiKey: "b", baseURL }),
    ]);
    expect([made[0] === made[1], made[0] === made[2]]).toEqual([true, false]);
  });

  test("baseURL and apiKey of a call are used", async () => {
    await using server = await startTestServer();
    server.reply(json(200, whole));
    const response = await googleCall("m", { apiKey: "mine", baseURL: server.url })(() => "Hi")();
    expect(response.content).toBe("Hello");
    expect(server.requests[0]?.headers["x-goog-api-key"]).toBe("mine");
  });

  test("a proxy that shows no fetch is iterated, and one that gives nothing to iterate is named", async () => {
    const generateContent = () => Promise.resolve(whole);
    const generateContentStream = async function* () {
      yield whole;
    };
    const iterated: GoogleClient = {
      models: { generateContent, generateContentStream: () => Promise.resolve(generateContentStream()) },
    };
    const stream = googleCall("m", { client: iterated, stream: true })(() => "Hi")();
    expect((await stream.response()).content).toBe("Hello");
    const wrong: GoogleClient = { models: { generateContent, generateContentStream: () => Promise.resolve(1) } };
    await expect(sendStream(wrong, request, options())).rejects.toBeInstanceOf(CallOptionsError);
  });

  test("the client's own fetch is used, and what a call says of the request holds", async () => {
    const bodies: unknown[] = [];
    const fetch = (_url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      bodies.push(JSON.parse(String(init?.body)));
      return Promise.resolve(Response.json(whole));
    };
    const client = new GoogleGenAI({ apiKey: "k", httpOptions: { fetch } });
    await googleCall("m", { client, callParams: { httpOptions: { extraBody: { newField: 1 } } } })(() => "Hi")();
    expect(bodies).toEqual([expect.objectContaining({ newField: 1 })]);
  });

  test("headers in call params, which stand in logs, are refused", async () => {
    const callParams = { httpOptions: { headers: { authorization: "secret" } } };
    const ask = googleCall("m", { apiKey: "k", callParams: callParams as object })(() => "Hi");
    await expect(ask.toRequest()).rejects.toThrow(/httpOptions\.headers/);
  });
});
