import { CallOptionsError, type Message } from "@zoetrope/core";
import { describe, expect, test } from "vitest";
import { isOpenAIMessage } from "./is-own-message.js";

/** As it may come from a history that was stored as JSON. */
const stored = (message: object): Message => JSON.parse(JSON.stringify(message));

describe("neutral", () => {
  test.each([
    [{ role: "user", content: "a", extra: { openai: { prefix: true } } }],
    [{ role: "assistant", content: [{ type: "tool_call", id: "c", name: "f", args: {} }] }],
    [
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "image", source: {} },
        ],
      },
    ],
    [{ role: "user", content: [{ type: "text", text: "a", cacheControl: { type: "ephemeral" } }] }],
    [{ role: "user", content: [{ type: "text", text: "a", extra: {} }] }],
    [{ role: "tool", content: [{ type: "tool_result", id: "c", content: "1" }] }],
  ])("%j", (message) => expect(isOpenAIMessage(stored(message))).toBe(false));
});

describe("OpenAI's, or the same in both", () => {
  test.each([
    [{ role: "user", content: "a" }],
    [{ role: "user", content: [{ type: "text", text: "a" }], name: "ann" }],
    [{ role: "user", content: [{ type: "image_url", image_url: { url: "https://a.example" } }] }],
    [{ role: "assistant", content: null, tool_calls: null }],
    [{ role: "assistant", content: "a", reasoning_content: "b" }],
    [{ role: "user", content: [{ type: "file_url", file_url: { url: "https://a.example" } }] }],
    [{ role: "function", name: "f", content: "1" }],
  ])("%j", (message) => expect(isOpenAIMessage(stored(message))).toBe(true));
});

test("a message of both forms is an error that names the two marks", () => {
  const image = { type: "image", source: {} };
  const mixed = () => isOpenAIMessage(stored({ role: "assistant", content: [image], refusal: "No." }), "messages[3]");
  expect(mixed).toThrow(CallOptionsError);
  expect(mixed).toThrow('messages[3] is half neutral (a part "image") and half OpenAI\'s own (the key "refusal")');
});

test.each(["null", '"text"', "[]", "{}", '{"role":1,"content":"a"}'])("%s is no message", (json) => {
  expect(() => isOpenAIMessage(JSON.parse(json), "messages[0]")).toThrow(
    'messages[0] is no message. Write { role: "user"',
  );
});
