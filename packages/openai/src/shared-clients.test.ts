import { openaiCall } from "@zoetrope/openai";
import { json, startTestServer } from "@zoetrope/test-server";
import { expect, test, vi } from "vitest";
import { completion } from "./chat/__fixtures__/chat-chunks.js";

const made: unknown[] = vi.hoisted(() => []);

vi.mock("openai", async (importOriginal) => {
  const original = await importOriginal<typeof import("openai")>();
  class OpenAI extends original.OpenAI {
    constructor(...args: ConstructorParameters<typeof original.OpenAI>) {
      super(...args);
      made.push(args[0]);
    }
  }
  return { ...original, OpenAI };
});

test("clients are made at the first call, once for each key and base URL, and shared by all calls", async () => {
  await using server = await startTestServer();
  server.reply(json(200, completion({ content: "Hello" })));
  const baseURL = `${server.url}/v1`;
  const fns = ["sk-1", "sk-2", "sk-1", "sk-2"].map((apiKey) => openaiCall("m", { apiKey, baseURL })(() => "Hi"));
  expect(made).toEqual([]);
  await Promise.all(fns.map((fn) => fn()));
  await Promise.all(fns.map((fn) => fn()));
  expect(made).toEqual([
    { apiKey: "sk-1", baseURL },
    { apiKey: "sk-2", baseURL },
  ]);
  const other = `${server.url}/v2`;
  await openaiCall("m", { apiKey: "sk-1", baseURL: other })(() => "Hi")();
  expect(made.slice(2)).toEqual([{ apiKey: "sk-1", baseURL: other }]);
  const used = server.requests.map(({ url, headers }) => `${url} ${headers.authorization}`);
  expect(used.filter((one) => one.startsWith("/v1") && one.endsWith("sk-1")).length).toBe(4);
  expect(used.filter((one) => one.startsWith("/v1") && one.endsWith("sk-2")).length).toBe(4);
});
