import { Messages, imagePart, type Message } from "@zoetrope/core";
import { expect, it } from "vitest";
import { anthropicCall } from "../index.js";

const bodyOf = (history: Message[]) => anthropicCall("m")(() => history).toRequest();

it.each<[string, Message]>([
  ["an empty text", { role: "assistant", content: "" }],
  ["no parts", { role: "assistant", content: [] }],
  ["an audio answer of OpenAI's", { role: "assistant", content: [], extra: { openai: { audio: { id: "audio_1" } } } }],
  ["an empty text part", { role: "assistant", content: [{ type: "text", text: "" }] }],
])("sends no empty message, which Anthropic refuses: %s", async (_what, empty) => {
  const { messages } = await bodyOf([Messages.user("a"), empty, Messages.user("b")]);
  expect(messages).toEqual([
    { role: "user", content: "a" },
    { role: "user", content: "b" },
  ]);
});

it("keeps ids of parallel calls apart that other providers tell apart by what Anthropic refuses", async () => {
  const call = (id: string) => ({ type: "tool_call", id, name: "x", args: {} }) as const;
  const { messages } = await bodyOf([
    Messages.user("a"),
    Messages.assistant([call("call:1"), call("call.1")]),
    Messages.tool([
      { type: "tool_result", id: "call:1", content: "" },
      { type: "tool_result", id: "call.1", content: "" },
    ]),
  ]);
  const ids = Object(messages[1]).content.map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(2);
});

it("goes on with a history in which another provider's model made a picture", async () => {
  const { messages } = await bodyOf([
    Messages.user("?"),
    Messages.assistant(["Here:", imagePart("data:image/png;base64,iVBORw0KGgo=")]),
    Messages.user("!"),
  ]);
  expect(messages).toHaveLength(3);
});

it("refuses jsonMode with a schema that only a tool could express, as it refuses it without one", () => {
  const loose = {
    schema: { "~standard": { version: 1, vendor: "x", validate: (value: unknown) => ({ value }) } },
    jsonSchema: { type: "object", additionalProperties: { type: "string" } },
  } as const;
  expect(() => anthropicCall("m", { jsonMode: true, responseModel: loose })(() => "?")).toThrow("cannot express");
});
