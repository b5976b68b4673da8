import { Messages, type Message } from "@zoetrope/core";
import { expect, it } from "vitest";
import { withoutForeign } from "./foreign-parts.js";

const opaque = (provider: string) => ({ type: "opaque", provider, value: { type: "thinking" } }) as const;

it("leaves out what only another provider knows, and tells it", () => {
  const history: Message[] = [
    { role: "assistant", content: [opaque("anthropic")] },
    { role: "assistant", content: [opaque("google"), { type: "text", text: "Hi" }], extra: { google: { thought: 1 } } },
    {
      role: "tool",
      content: [{ type: "tool_result", id: "c1", content: [opaque("anthropic"), { type: "text", text: "out" }] }],
    },
    {
      role: "user",
      content: [{ type: "text", text: "Go", cacheControl: { type: "ephemeral" }, extra: { x: { y: 1 } } }],
    },
  ];
  expect(withoutForeign(history)).toEqual({
    messages: [
      { ...history[1], content: [{ type: "text", text: "Hi" }] },
      { role: "tool", content: [{ type: "tool_result", id: "c1", content: [{ type: "text", text: "out" }] }] },
      history[3],
    ],
    sources: [1, 2, 3],
    warnings: [
      'messages[0].content[0]: a part that only "anthropic" knows is left out.',
      'messages[1]: fields that only "google" knows are left out (thought).',
      'messages[1].content[0]: a part that only "google" knows is left out.',
      'messages[2].content[0].content[0]: a part that only "anthropic" knows is left out.',
      'messages[3].content[0]: fields that only "x" knows are left out (y).',
      "messages[3].content[0]: the cache mark is left out, because OpenAI caches by itself.",
    ],
  });
});

it("keeps all else as the same objects", () => {
  const own = [
    { role: "user", content: "Hi" } as const,
    Messages.assistant([{ type: "opaque", provider: "openai", value: { type: "x" } }]),
    Messages.user(["a", "b"]),
    { role: "assistant", content: [] } satisfies Message,
  ];
  const { messages, sources, warnings } = withoutForeign(own);
  expect(messages.every((message, at) => message === own[at])).toBe(true);
  expect([sources, warnings]).toEqual([[0, 1, 2, 3], []]);
});

it("a picture that a tool gave to another provider's model is left out, and the call stays answered", () => {
  const image = { type: "image", source: { type: "url", url: "https://example.com/a.png" } } as const;
  const history: Message[] = [
    { role: "assistant", content: [{ type: "tool_call", id: "c", name: "draw", args: {} }] },
    {
      role: "tool",
      content: [
        { type: "tool_result", id: "c", content: [{ type: "text", text: "Done." }, image] },
        { type: "tool_result", id: "d", content: [image] },
      ],
    },
  ];
  const { messages, warnings } = withoutForeign(history);
  expect(messages[1]).toEqual({
    role: "tool",
    content: [
      { type: "tool_result", id: "c", content: [{ type: "text", text: "Done." }] },
      { type: "tool_result", id: "d", content: "" },
    ],
  });
  expect(warnings).toEqual([
    "messages[1].content[0].content[1]: chat completions take no image in a tool result, and it is left out.",
    "messages[1].content[1].content[0]: chat completions take no image in a tool result, and it is left out.",
  ]);
});
