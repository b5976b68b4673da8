import { json, startTestServer } from "@zoetrope/test-server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { answer, completion } from "../chat/__fixtures__/chat-chunks.js";
import { openaiCompatible } from "./openai-compatible.js";
import type { VendorOptions } from "./vendor.js";
import { vendors } from "./vendors.js";

afterEach(() => vi.unstubAllEnvs());

type Name = keyof typeof vendors;

/** What each vendor is sent for `maxTokens: 5, seed: 1`, by hand. */
const paths: Record<Name, string> = {
  azure: "/openai/deployments/m/chat/completions?api-version=2024-10-21",
  groq: "/openai/v1/chat/completions",
  mistral: "/v1/chat/completions",
  deepseek: "/chat/completions",
  together: "/v1/chat/completions",
  openrouter: "/api/v1/chat/completions",
  xai: "/v1/chat/completions",
  perplexity: "/chat/completions",
  cerebras: "/v1/chat/completions",
  ollama: "/v1/chat/completions",
  vllm: "/v1/chat/completions",
  lmstudio: "/v1/chat/completions",
};
const usage = { stream_options: { include_usage: true } };
const asOpenAI = { max_completion_tokens: 5, seed: 1, ...usage };
const older = { max_tokens: 5, seed: 1, ...usage };
const params: Record<Name, object> = {
  azure: asOpenAI,
  groq: asOpenAI,
  mistral: { max_tokens: 5, random_seed: 1 },
  deepseek: older,
  together: older,
  openrouter: asOpenAI,
  xai: asOpenAI,
  perplexity: older,
  cerebras: asOpenAI,
  ollama: older,
  vllm: asOpenAI,
  lmstudio: older,
};
const withoutKey = new Set<Name>(["ollama", "vllm", "lmstudio"]);

describe.each(Object.entries<VendorOptions & { name: Name }>(vendors))("%s", (name, preset) => {
  const { name: vendor } = preset;
  const path = preset.baseURL === undefined ? "" : new URL(preset.baseURL).pathname.replace(/\/$/, "");

  test("is asked at its path, with its key and in its words", async () => {
    await using server = await startTestServer();
    server.reply({ body: answer("Hel", "lo") });
    if (preset.apiKeyVariable) vi.stubEnv(preset.apiKeyVariable, `key of ${name}`);
    if (preset.baseURLVariable) vi.stubEnv(preset.baseURLVariable, server.url);
    const { call } = openaiCompatible(preset.baseURLVariable ? preset : { ...preset, baseURL: server.url + path });
    const stream = call("m", { stream: true, callParams: { maxTokens: 5, seed: 1 } })(() => "Hi")();
    expect((await stream.response()).content).toBe("Hello");

    const [request] = server.requests;
    const { authorization, "api-key": apiKey } = request?.headers ?? {};
    const key = withoutKey.has(vendor) ? "not-needed" : `key of ${name}`;
    expect([authorization, apiKey]).toEqual(name === "azure" ? [undefined, key] : [`Bearer ${key}`, undefined]);
    expect(request?.url).toBe(paths[vendor]);
    expect(JSON.parse(request?.body ?? "")).toEqual({
      model: "m",
      messages: [{ role: "user", content: "Hi" }],
      stream: true,
      ...params[vendor],
    });
  });

  test("answers whole, and its errors have its name", async () => {
    await using server = await startTestServer();
    server.reply(json(200, completion({ content: "Hello" })));
    server.reply(json(200, { error: { message: "No capacity." } }));
    server.reply({ body: ['data: {"error":{"message":"No capacity."}}\n\n'] });
    const { call, provider } = openaiCompatible({ ...preset, apiKey: "k", baseURL: server.url + path });
    const ask = call("m")(() => "Hi");
    expect((await ask()).content).toBe("Hello");
    const error = { name: "ProviderStreamError", provider: vendor };
    await expect(ask()).rejects.toMatchObject(error);
    await expect(call("m", { stream: true })(() => "Hi")().response()).rejects.toMatchObject(error);
    expect([provider.name, provider.label]).toEqual([name, preset.label]);
  });
});

test("Azure's deployment and API version can be said, and come from the environment", async () => {
  await using server = await startTestServer();
  for (let i = 0; i < 2; i++) server.reply(json(200, completion({ content: "Hello" })));
  vi.stubEnv("OPENAI_API_VERSION", "2025-01-01");
  // Would be taken for the address by the SDK, and refused beside an endpoint.
  vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1");
  const azure = { ...vendors.azure, baseURL: `${server.url}/`, apiKey: "k" };
  await openaiCompatible(azure).call("m")(() => "Hi")();
  const own = { apiVersion: "2025-02-02", deployment: "d" };
  await openaiCompatible({ ...azure, azure: own }).call("m")(() => "Hi")();
  expect(server.requests.map(({ url }) => url)).toEqual([
    "/openai/deployments/m/chat/completions?api-version=2025-01-01",
    "/openai/deployments/d/chat/completions?api-version=2025-02-02",
  ]);
});
