import { BaseTool, Messages } from "@zoetrope/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { createTestClient } from "../testing.js";
import { googleCall } from "./call.js";

const say = (text: string | null, finishReason = "STOP", more: object = {}) => ({
  candidates: [
    { content: text === null ? { role: "model" } : { role: "model", parts: [{ text }] }, finishReason, index: 0 },
  ],
  ...more,
});
const Book = z.object({ title: z.string() });
const empties = (body: Readonly<Record<string, unknown>> = {}) =>
  (body["contents"] as { parts: { text?: string }[] }[]).flatMap(({ parts }) =>
    parts.filter((p) => p.text === "" && Object.keys(p).length === 1),
  );

class Weather extends BaseTool.with({ city: z.string() }, { strict: true }) {
  override call() {
    return "sunny";
  }
}

it("asks again after an empty answer with a request that is taken", async () => {
  const client = createTestClient([say(null), say('{"title":"Dune"}')]);
  expect(
    await googleCall("gemini-2.5-flash", { client, responseModel: Book, retry: { validation: 1 } })(() => "?")(),
  ).toEqual({ title: "Dune" });
  expect(empties(client.requests[1]?.body)).toEqual([]);
});

it("keeps thoughts in the retry turn", async () => {
  const thought = { text: "hm", thought: true, thoughtSignature: "c2ln" };
  const client = createTestClient([
    { candidates: [{ content: { role: "model", parts: [thought] }, finishReason: "STOP" }] },
    say('{"title":"Dune"}'),
  ]);
  await googleCall("gemini-2.5-flash", { client, responseModel: Book, retry: { validation: 1 } })(() => "?")();
  expect(empties(client.requests[1]?.body)).toEqual([]);
});

it("history after an empty answer", async () => {
  const client = createTestClient([say(null), say("x")]);
  const first = await googleCall("gemini-2.5-flash", { client })(() => "?")();
  await googleCall("gemini-2.5-flash", { client })(() => [
    ...first.messages,
    first.messageParam,
    { role: "user", parts: [{ text: "go on" }] },
  ])();
  expect(empties(client.requests[1]?.body)).toEqual([]);
});

it("takes strict tools beside a responseModel in the mode tool", async () => {
  const call = googleCall("gemini-2.5-flash", {
    client: createTestClient([]),
    responseModel: Book,
    mode: "tool",
    tools: [Weather],
  })(() => "?");
  expect((await call.toRequest()).config).toMatchObject({ toolConfig: { functionCallingConfig: { mode: "ANY" } } });
});

const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  Buffer.alloc(3000, 7),
]).toString("base64");
const prompt = () => [
  Messages.user([
    { type: "text", text: "Two\nlines" },
    { type: "image", source: { type: "base64", mediaType: "image/png", data: png } },
  ]),
];
it("explains media by type and size to Google", async () => {
  const text = await googleCall("gemini-2.5-flash", { client: createTestClient([]) })(prompt as never).explain();
  expect(text).not.toContain(png.slice(20, 120));
});
it("explains Google's text behind a bar", async () => {
  const text = await googleCall("gemini-2.5-flash", { client: createTestClient([]) })(prompt as never).explain();
  expect(text).toContain("| Two\n");
});
