import { openaiCall } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { describe, expect, test } from "vitest";
import { toMessageParam } from "./message-param.js";

const call = { id: "a", type: "function", function: { name: "f", arguments: "{}" } };

describe("content, where the server sent none", () => {
  test.each([
    ["null", null],
    ["nothing", undefined],
  ])("%s and no more is an empty text: null alone is refused", (_, content) => {
    expect(toMessageParam({ role: "assistant", content }, [])).toEqual({ role: "assistant", content: "" });
  });

  test.each<[string, object, readonly object[], object]>([
    ["tool calls", {}, [call], { tool_calls: [call] }],
    ["a refusal", { refusal: "I cannot." }, [], { refusal: "I cannot." }],
    ["a sound", { audio: { id: "audio_1", data: "AAAA" } }, [], { audio: { id: "audio_1" } }],
    ["an old function call", { function_call: call.function }, [], { function_call: call.function }],
  ])("null beside %s stays null", (_, fields, calls, sent) => {
    const message = { role: "assistant", content: null, ...fields };
    expect(
      toMessageParam(
        message,
        calls.map((one) => ({ ...one })),
      ),
    ).toEqual({ role: "assistant", content: null, ...sent });
  });

  test("fields that a server would refuse or ignore do not count: an empty refusal, a sound without an id", () => {
    const message = { content: null, refusal: "", audio: { data: "AAAA" }, function_call: null, annotations: [] };
    expect(toMessageParam(message, [])).toEqual({ role: "assistant", content: "" });
  });
});

test("a stream left before its first word has a message that can be sent back", async () => {
  const client = createTestClient([
    [
      {
        object: "chat.completion.chunk",
        choices: [{ index: 0, delta: { role: "assistant", content: null }, finish_reason: null }],
      },
      { object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: "Hello" }, finish_reason: "stop" }] },
    ],
  ]);
  const stream = openaiCall("m", { client, stream: true })(() => "Hi")();
  const before = stream.messageParam;
  for await (const _ of stream) break;
  for (const param of [before, stream.messageParam, stream.constructCallResponse({ partial: true }).messageParam]) {
    expect(param).toEqual({ role: "assistant", content: "" });
  }
});

test("unknown fields go along, and the answer's own null and undefined ones do not", () => {
  const extra_content = { google: { thought_signature: "sig" } };
  const message = { role: "assistant", content: "Hi", extra_content, reasoning_content: null, name: undefined };
  expect(toMessageParam(message, [])).toEqual({ role: "assistant", content: "Hi", extra_content });
});
