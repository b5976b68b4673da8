import {
  CallOptionsError,
  Messages,
  audioPart,
  documentPart,
  imagePart,
  type ContentPart,
  type Message,
} from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toAnthropicMessages, type ConvertedMessages } from "./convert-messages.js";
import { convertPrompt } from "./convert-prompt.js";
import { isAnthropicMessage } from "./is-own-message.js";
import { fromAnthropicMessage, fromAnthropicMessages } from "./read-messages.js";

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const pngData = "iVBORw0KGgo=";
const pdf = new TextEncoder().encode("%PDF-1.7");
const pdfData = "JVBERi0xLjc=";

async function converted(...messages: readonly (Message | Anthropic.MessageParam)[]): Promise<ConvertedMessages> {
  return toAnthropicMessages(messages);
}

describe("neutral messages", () => {
  it("become Anthropic's, with media, cache marks and fields of its own", async () => {
    const text: ContentPart = { type: "text", text: "Describe.", cacheControl: { type: "ephemeral", ttl: "1h" } };
    const extra = { anthropic: { citations: { enabled: true } } };
    const { messages, warnings } = await converted(
      Messages.system("Be brief."),
      Messages.user([
        imagePart(png),
        imagePart("https://x.example/a.png"),
        documentPart(pdf, { filename: "a.pdf" }),
        { ...documentPart(new TextEncoder().encode("é"), { mediaType: "text/csv" }), extra },
        documentPart("https://x.example/a.pdf"),
        text,
      ]),
    );
    expect(messages).toEqual([
      { role: "system", content: "Be brief." },
      {
        role: "user",
        content: [
          { type: "image", source: { type: "base64", media_type: "image/png", data: pngData } },
          { type: "image", source: { type: "url", url: "https://x.example/a.png" } },
          {
            type: "document",
            source: { type: "base64", media_type: "application/pdf", data: pdfData },
            title: "a.pdf",
          },
          {
            type: "document",
            source: { type: "text", media_type: "text/plain", data: "é" },
            citations: { enabled: true },
          },
          { type: "document", source: { type: "url", url: "https://x.example/a.pdf" } },
          { type: "text", text: "Describe.", cache_control: { type: "ephemeral", ttl: "1h" } },
        ],
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it("T9: calls and their results, those of one turn in one message", async () => {
    const { messages, sources } = await converted(
      Messages.user("?"),
      Messages.assistant(["Wait.", call("a", { x: 1 }), call("b", undefined), call("c", "no {json")]),
      Messages.tool({ type: "tool_result", id: "a", content: "1" }),
      Messages.tool({ type: "tool_result", id: "b", name: "f", content: [imagePart(png)], isError: true }),
      Messages.user("Go on."),
    );
    expect(messages.slice(1, 3)).toEqual([
      {
        role: "assistant",
        content: [
          { type: "text", text: "Wait." },
          { type: "tool_use", id: "a", name: "f", input: { x: 1 } },
          { type: "tool_use", id: "b", name: "f", input: {} },
          { type: "tool_use", id: "c", name: "f", input: { INVALID_JSON: "no {json" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: "1" },
          {
            type: "tool_result",
            tool_use_id: "b",
            is_error: true,
            content: [{ type: "image", source: { type: "base64", media_type: "image/png", data: pngData } }],
          },
        ],
      },
    ]);
    expect(sources).toEqual([0, 1, 2, 4]);
  });

  it("a call's id that Anthropic refuses is changed in the call and in its result", async () => {
    const { messages } = await converted(
      Messages.assistant([call("call:1/é", {})]),
      Messages.tool({ type: "tool_result", id: "call:1/é", content: "" }),
    );
    expect(messages).toMatchObject([
      { content: [{ id: "call_3a1_2f_e9" }] },
      { content: [{ tool_use_id: "call_3a1_2f_e9" }] },
    ]);
  });

  it("what is another provider's is left out, and told", async () => {
    const foreign: ContentPart = { type: "opaque", provider: "openai", value: { type: "reasoning" } };
    const { messages, warnings, sources } = await converted(
      Messages.user("?", { name: "Bob" }),
      Messages.assistant([foreign]),
      { role: "assistant", content: [foreign, { type: "refusal", refusal: "No." }], extra: { openai: { audio: 1 } } },
      Messages.user([imagePart(png, { detail: "low" })]),
    );
    expect([messages.length, messages[1], sources]).toEqual([
      3,
      { role: "assistant", content: [{ type: "text", text: "No." }] },
      [0, 2, 3],
    ]);
    expect(warnings).toEqual([
      'messages[0]: the name "Bob" is left out, because Anthropic\'s messages have none.',
      'messages[1].content[0]: a part that only "openai" knows is left out.',
      'messages[2]: fields that only "openai" knows are left out (audio).',
      'messages[2].content[0]: a part that only "openai" knows is left out.',
      "messages[2].content[1]: the refusal is sent as text, because Anthropic has no part for one.",
      "messages[3].content[0]: Anthropic has no detail (low) for an image.",
    ]);
  });

  it("Anthropic's own messages pass as the same objects", async () => {
    const own: Anthropic.MessageParam = { role: "assistant", content: [{ type: "redacted_thinking", data: "x" }] };
    expect((await converted(own)).messages[0]).toBe(own);
  });

  it("what Anthropic does not take is an error that names the place and the mend", async () => {
    const wav = audioPart("data:audio/wav;base64,UklGRiQAAABXQVZF");
    const refused: [Message, string][] = [
      [
        Messages.user([wav]),
        'messages[0].content[0]: Anthropic takes no part "audio" in a user message. Send its transcript',
      ],
      [Messages.user([imagePart(png, { mediaType: "image/tiff" })]), "Anthropic takes no image/tiff, only image/jpeg,"],
      [Messages.user([documentPart(png, { mediaType: "application/zip" })]), "Anthropic takes no application/zip as a"],
      [{ role: "tool", content: "x" }, "a tool message has to name its call"],
      [{ role: "user", content: [call("a", {})] }, "A tool call belongs in an assistant message."],
    ];
    for (const [message, text] of refused) expect(() => toAnthropicMessages([message])).toThrow(text);
  });
});

describe("a prompt", () => {
  it("with a result that answers no call is refused before it is sent", () => {
    const result = Messages.tool({ type: "tool_result", id: "b", content: "" });
    expect(() => convertPrompt([Messages.assistant([call("a", {})]), result])).toThrow(
      'messages[1]: the tool result answers "b", which no assistant message before it called. The calls before it are "a".',
    );
  });

  it("tells that a later system message is moved, and counts sources without system messages", async () => {
    const { sources, warnings } = await convertPrompt([
      Messages.system("a"),
      Messages.user("b"),
      Messages.developer("c"),
      Messages.user("d"),
    ]);
    expect(sources).toEqual([1, 3]);
    expect(warnings).toEqual(["messages[2]: this system message is sent before all others, in the system prompt."]);
  });
});

describe("whose a message is", () => {
  it("is told by what only one side has", () => {
    const own: Anthropic.MessageParam[] = [
      { role: "user", content: "x" },
      { role: "user", content: [{ type: "image", source: { type: "url", url: "https://x.example" } }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "a" }] },
      { role: "user", content: [{ type: "text", text: "x", cache_control: { type: "ephemeral" } }] },
    ];
    const neutral: Message[] = [
      { role: "developer", content: "x" },
      { role: "user", content: "x", extra: {} },
      Messages.user([imagePart(png)]),
      Messages.tool({ type: "tool_result", id: "a", content: "" }),
      Messages.user([{ type: "text", text: "x", cacheControl: { type: "ephemeral" } }]),
    ];
    expect(own.map((message) => isAnthropicMessage(message))).toEqual(own.map(() => true));
    expect(neutral.map((message) => isAnthropicMessage(message))).toEqual(neutral.map(() => false));
  });

  it("is an error where it has both, or is no message", () => {
    const both = { role: "user", content: [{ type: "thinking", extra: {} }] } as unknown as Message;
    expect(() => isAnthropicMessage(both, "messages[3]")).toThrow(
      'messages[3] is half neutral (a part with the key "extra") and half Anthropic\'s own (a part "thinking").',
    );
    expect(() => isAnthropicMessage("x" as unknown as Message)).toThrow(CallOptionsError);
  });
});

describe("Anthropic's messages", () => {
  it("have a neutral form that other providers can read", () => {
    const history: Anthropic.MessageParam[] = [
      { role: "system", content: "Be brief." },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hm", signature: "sig" },
          { type: "text", text: "Wait.", citations: null },
          { type: "tool_use", id: "a", name: "f", input: { x: 1 } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: "1", is_error: true, cache_control: { type: "ephemeral" } },
          { type: "text", text: "Go on." },
        ],
      },
    ];
    expect(fromAnthropicMessages(history)).toEqual([
      { role: "system", content: "Be brief." },
      {
        role: "assistant",
        content: [
          { type: "opaque", provider: "anthropic", value: { type: "thinking", thinking: "Hm", signature: "sig" } },
          { type: "text", text: "Wait.", extra: { anthropic: { citations: null } } },
          { type: "tool_call", id: "a", name: "f", args: { x: 1 } },
        ],
      },
      {
        role: "tool",
        content: [{ type: "tool_result", id: "a", content: "1", isError: true, cacheControl: { type: "ephemeral" } }],
      },
      {
        role: "user",
        content: [{ type: "text", text: "Go on." }],
        extra: { anthropic: { withPrevious: true } },
      },
    ]);
  });

  const word = fc.constantFrom("", "a", "x y", "é", "toolu_1");
  const cache = fc.constantFrom({}, { cache_control: { type: "ephemeral" } }, { cache_control: null });
  const odd = fc.constantFrom({}, { future: [1] }, { __proto__x: null });
  const source = fc.constantFrom(
    { type: "base64", media_type: "image/png", data: pngData },
    { type: "base64", media_type: "application/pdf", data: pdfData },
    { type: "url", url: "https://x.example/a" },
    { type: "text", media_type: "text/plain", data: "é\n" },
    { type: "text", media_type: "text/html", data: "<p>" },
    { type: "file", file_id: "file_1" },
    { type: "content", content: "x" },
    { type: "base64", media_type: "image/tiff", data: "AA==" },
    null,
  );
  const simple = fc.oneof(
    fc.record({ type: fc.constant("text"), text: word }),
    fc.record({ type: fc.constantFrom("image", "document"), source }),
    fc.record({ type: fc.constant("document"), source, title: fc.constantFrom("a", null), context: word }),
    fc.record({ type: fc.constantFrom("search_result", "thinking", "hologram"), data: word }),
    fc.constantFrom(null, "text", {}, { type: 1 }),
  );
  const result = fc.record({
    type: fc.constant("tool_result"),
    tool_use_id: fc.constantFrom("toolu_1", "a:b"),
    content: fc.oneof(word, fc.constant(undefined), fc.array(simple, { maxLength: 2 })),
    is_error: fc.constantFrom(true, false, undefined),
  });
  const use = fc.record({
    type: fc.constant("tool_use"),
    id: fc.constantFrom("toolu_1", "a:b"),
    name: word,
    input: fc.constantFrom({}, { x: [1] }, "text", null, { INVALID_JSON: "{" }),
  });
  const block = (kinds: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc
      .tuple(kinds, cache, odd)
      .map(([one, marks, more]) => (Object(one) === one ? { ...Object(one), ...marks, ...more } : one));
  const message = fc
    .oneof(
      fc.record({ role: fc.constantFrom("user", "assistant", "system"), content: word }),
      fc.record({ role: fc.constant("assistant"), content: fc.array(block(fc.oneof(simple, use)), { maxLength: 3 }) }),
      fc.record({ role: fc.constant("user"), content: fc.array(block(fc.oneof(simple, result)), { maxLength: 3 }) }),
      fc.record({ role: fc.constant("user"), content: fc.constantFrom(null, 1) }),
    )
    .map((one) => structuredClone(one) as unknown as Anthropic.MessageParam);

  it("go through their neutral form without a change", async () => {
    await fc.assert(
      fc.asyncProperty(message, async (one) => {
        const neutral = fromAnthropicMessages([one]);
        // Stored as JSON in between, as a history is.
        const stored = JSON.parse(JSON.stringify(neutral)) as Message[];
        const back = await toAnthropicMessages(neutral.map(asNeutral));
        const restored = await toAnthropicMessages(stored.map(asNeutral));
        expect(back).toEqual({ messages: [one], sources: [0], warnings: [] });
        expect(restored.messages).toEqual([JSON.parse(JSON.stringify(one))]);
        const single = await toAnthropicMessages([asNeutral(fromAnthropicMessage(one))]);
        expect(single.messages).toEqual([one]);
      }),
      { numRuns: 500, seed: 6 },
    );
  });

  /** With a mark of the neutral form, so that it is converted even where both forms are one. */
  function asNeutral(one: Message): Message {
    return { ...one, extra: { ...one.extra } };
  }
});

function call(id: string, args: unknown): Extract<ContentPart, { type: "tool_call" }> {
  return { type: "tool_call", id, name: "f", args };
}
