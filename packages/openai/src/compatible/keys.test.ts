import { CallOptionsError } from "@zoetrope/core";
import { json, startTestServer } from "@zoetrope/test-server";
import { inspect } from "node:util";
import { afterEach, expect, test, vi } from "vitest";
import { completion } from "../chat/__fixtures__/chat-chunks.js";
import { openaiCompatible } from "./openai-compatible.js";
import type { VendorOptions } from "./vendor.js";
import { vendors } from "./vendors.js";

afterEach(() => vi.unstubAllEnvs());

const secret = "sk-very-secret";
const keyed = Object.values<VendorOptions>(vendors).filter(({ apiKeyVariable }) => apiKeyVariable !== undefined);

test.each(keyed)("$name without a key says which variable to set", async (preset) => {
  vi.stubEnv(preset.apiKeyVariable ?? "", "");
  // OpenAI's own key is for OpenAI.
  vi.stubEnv("OPENAI_API_KEY", secret);
  const { call } = openaiCompatible({ ...preset, baseURL: "http://127.0.0.1:1" });
  const error = new CallOptionsError(
    `${preset.label} needs an API key: set ${preset.apiKeyVariable}, or pass apiKey or a client.`,
  );
  await expect(call("m")(() => "Hi")()).rejects.toThrow(error);
  await expect(call("m", { stream: true })(() => "Hi")().response()).rejects.toThrow(error);
});

test("a missing address says which variable to set", async () => {
  vi.stubEnv("AZURE_OPENAI_ENDPOINT", "");
  const { call } = openaiCompatible({ ...vendors.azure, apiKey: "k" });
  await expect(call("m")(() => "Hi")()).rejects.toThrow(
    "Azure OpenAI has no address: set AZURE_OPENAI_ENDPOINT, or pass baseURL or a client.",
  );
});

test("the key of a call wins over the vendor's, which wins over the environment's, and none outlives its call", async () => {
  await using server = await startTestServer();
  for (let i = 0; i < 4; i++) server.reply(json(200, completion({ content: "Hello" })));
  vi.stubEnv("GROQ_API_KEY", "environment");
  const baseURL = server.url;
  const own = openaiCompatible({ ...vendors.groq, baseURL, apiKey: "vendor" });
  await own.call("m", { apiKey: "call" })(() => "Hi")();
  await own.call("m")(() => "Hi")();
  await openaiCompatible({ ...vendors.groq, baseURL }).call("m")(() => "Hi")();
  await own.call("m", { client: { chat: { completions: { create: async () => completion({}) } } } })(() => "Hi")();
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
    "Bearer call",
    "Bearer vendor",
    "Bearer environment",
  ]);
});

test("what the environment has for OpenAI goes to no vendor", async () => {
  await using server = await startTestServer();
  server.reply(json(200, completion({ content: "Hello" })));
  for (const name of ["OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"]) {
    vi.stubEnv(name, secret);
  }
  vi.stubEnv("OPENAI_CUSTOM_HEADERS", `X-Gateway-Key: ${secret}\nAuthorization: ${secret}`);
  const headers = { "HTTP-Referer": "https://example.com" };
  const { call } = openaiCompatible({ ...vendors.openrouter, baseURL: server.url, apiKey: "k", headers });
  await call("m")(() => "Hi")();
  const [request] = server.requests;
  expect(request?.headers).toMatchObject({ authorization: "Bearer k", "http-referer": "https://example.com" });
  expect(JSON.stringify(request)).not.toContain(secret);
});

test("no error holds a key", async () => {
  await using server = await startTestServer();
  const faults = [
    json(401, { error: { message: "Wrong key." } }),
    json(200, { error: { message: "No capacity." } }),
    { body: ["<html>"] },
    { body: ['data: {"error":{"message":"No capacity."}}\n\n'] },
    { body: [] },
  ];
  const { call } = openaiCompatible({ ...vendors.groq, baseURL: server.url, apiKey: secret });
  const errors: unknown[] = [];
  for (const fault of faults) {
    server.reply(fault);
    server.reply(fault);
    errors.push(
      await call("m")(() => "Hi")().then(
        () => null,
        (error: unknown) => error,
      ),
    );
    const stream = call("m", { stream: true })(() => "Hi")();
    errors.push(
      await stream.response().then(
        () => null,
        (error: unknown) => error,
      ),
    );
  }
  const refused = [{ name: "A B" }, { baseURL: secret }].map((options) => {
    try {
      return openaiCompatible({ ...vendors.groq, ...options, apiKey: secret });
    } catch (error) {
      return error;
    }
  });
  expect([...errors, ...refused].filter((error) => !(error instanceof Error))).toEqual([]);
  const shown = [...errors, ...refused].map((error) => inspect(error, { depth: 8 }) + JSON.stringify(error));
  expect(shown.filter((text) => text.includes(secret))).toEqual([]);
});
