import {
  audioPart,
  CallOptionsError,
  documentPart,
  imagePart,
  Messages,
  type ContentPart,
  type Message,
  type ToolCallPart,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { describe, expect, test } from "vitest";
import { toOpenAIMessages } from "./convert-messages.js";

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const pngUrl = "data:image/png;base64,iVBORw0KGgo=";
const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const call: ToolCallPart = { type: "tool_call", id: "call_1", name: "weather", args: { city: "Oslo" } };
const sentCall = { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } };

/** The one message that one message becomes. */
function sent(message: Message): unknown {
  const converted = toOpenAIMessages([message]);
  if (converted instanceof Promise || converted.length !== 1) throw new Error("not one message, at once");
  return converted[0];
}

describe("what both forms write alike", () => {
  test("passes as the same object, and so do OpenAI's own messages", () => {
    const own: (Message | OpenAI.ChatCompletionMessageParam)[] = [
      Messages.system("Be brief."),
      Messages.user(["a", "b"], { name: "ann" }),
      { role: "user", content: [{ type: "image_url", image_url: { url: "https://a.example/x.png" } }] },
      { role: "assistant", content: null, refusal: "No." },
      { role: "tool", tool_call_id: "call_1", content: "42" },
      { role: "function", name: "f", content: null },
    ];
    const converted = toOpenAIMessages(own);
    expect(converted).toHaveLength(own.length);
    own.forEach((message, at) => expect(Array.isArray(converted) && converted[at]).toBe(message));
  });
});

describe("an assistant's message", () => {
  // T9: tool calls vanish from the neutral message when content is a string.
  test("keeps text and tool calls together", () => {
    expect(sent(Messages.assistant(["I'll look.", call]))).toEqual({
      role: "assistant",
      content: "I'll look.",
      tool_calls: [sentCall],
    });
  });

  test("with calls only has null content", () => {
    expect(sent(Messages.assistant(call))).toEqual({ role: "assistant", content: null, tool_calls: [sentCall] });
  });

  test("has its refusal beside the text", () => {
    expect(sent(Messages.assistant(["Hm.", { type: "refusal", refusal: "No." }, call]))).toEqual({
      role: "assistant",
      content: "Hm.",
      refusal: "No.",
      tool_calls: [sentCall],
    });
  });

  test("with several texts is a list", () => {
    expect(sent(Messages.assistant(["a", "b", call]))).toMatchObject({
      content: [
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ],
      tool_calls: [sentCall],
    });
  });

  test("takes fields that only OpenAI has from extra.openai, and none of another provider", () => {
    const message: Message = {
      role: "assistant",
      name: "bot",
      content: "Hi",
      extra: { openai: { audio: { id: "audio_1" }, prefix: true, gone: undefined }, google: { thought: 1 } },
    };
    expect(sent(message)).toStrictEqual({
      role: "assistant",
      name: "bot",
      content: "Hi",
      audio: { id: "audio_1" },
      prefix: true,
    });
  });
});

test("a user's media become OpenAI's parts", () => {
  const parts = [
    "Compare.",
    imagePart(png, { detail: "low" }),
    imagePart("https://a.example/x.webp"),
    audioPart(latin1("RIFF\0\0\0\0WAVE")),
    audioPart(latin1("ID3\x04")),
    documentPart(latin1("%PDF-"), { filename: "a.pdf" }),
    documentPart(latin1("%PDF-")),
  ] as const;
  expect(sent(Messages.user(parts))).toEqual({
    role: "user",
    content: [
      { type: "text", text: "Compare." },
      { type: "image_url", image_url: { url: pngUrl, detail: "low" } },
      { type: "image_url", image_url: { url: "https://a.example/x.webp" } },
      { type: "input_audio", input_audio: { data: "UklGRgAAAABXQVZF", format: "wav" } },
      { type: "input_audio", input_audio: { data: "SUQzBA==", format: "mp3" } },
      { type: "file", file: { file_data: "data:application/pdf;base64,JVBERi0=", filename: "a.pdf" } },
      { type: "file", file: { file_data: "data:application/pdf;base64,JVBERi0=", filename: "document.pdf" } },
    ],
  });
});

test("a Blob is read first, and only then is there a promise", async () => {
  const converted = toOpenAIMessages([Messages.user(imagePart(new Blob([png])))]);
  expect(converted).toBeInstanceOf(Promise);
  expect(await converted).toEqual([{ role: "user", content: [{ type: "image_url", image_url: { url: pngUrl } }] }]);
});

describe("tool results", () => {
  test("become one message each; a failed one is told by its content alone", () => {
    const results = Messages.tool([
      { type: "tool_result", id: "call_1", name: "weather", content: "12 °C" },
      { type: "tool_result", id: "call_2", content: "Error: no such city", isError: true },
      { type: "tool_result", id: "call_3", content: [{ type: "text", text: "a" }] },
    ]);
    expect(toOpenAIMessages([results])).toStrictEqual([
      { role: "tool", tool_call_id: "call_1", content: "12 °C" },
      { role: "tool", tool_call_id: "call_2", content: "Error: no such city" },
      { role: "tool", tool_call_id: "call_3", content: [{ type: "text", text: "a" }] },
    ]);
  });
});

test("a cache mark is not sent; one that a vendor takes goes through extra", () => {
  const marked: ContentPart = {
    type: "text",
    text: "long",
    cacheControl: { type: "ephemeral" },
    extra: { openai: { cache_control: { type: "ephemeral" } } },
  };
  expect(sent({ role: "system", content: [marked] })).toStrictEqual({
    role: "system",
    content: [{ type: "text", text: "long", cache_control: { type: "ephemeral" } }],
  });
});

describe("what OpenAI does not take is an error with place and mend", () => {
  const image = imagePart(png);
  const flac = audioPart(latin1("fLaC"));
  const cases: [name: string, message: Message, error: string][] = [
    [
      "an image in a system message",
      { role: "system", content: [image] },
      '[1].content[0]: OpenAI takes no part "image" in a system message. Move it into a user message.',
    ],
    [
      "an image of an assistant",
      Messages.assistant(["a", image]),
      '[1].content[1]: OpenAI takes no part "image" in an assistant message. Move it into a user message.',
    ],
    [
      "a HEIC image",
      Messages.user(imagePart(png, { mediaType: "image/heic" })),
      "[1].content[0]: OpenAI takes no image/heic, only image/png, image/jpeg, image/webp, image/gif. Convert",
    ],
    ["FLAC", Messages.user(["a", flac]), "[1].content[1]: OpenAI takes no audio/flac, only wav and mp3. Convert"],
    [
      "a URL of audio",
      Messages.user(audioPart("https://a.example/a.wav")),
      "[1].content[0]: OpenAI takes no URL of audio. Fetch it, and pass the bytes to audioPart.",
    ],
    [
      "a URL of a document",
      Messages.user(documentPart("https://a.example/a.pdf")),
      "[1].content[0]: OpenAI takes no URL of a document. Fetch it, and pass the bytes to documentPart.",
    ],
    [
      "a tool call of a user",
      { role: "user", content: [call] },
      '[1].content[0]: OpenAI takes no part "tool_call" in a user message. A tool call belongs in an assistant message.',
    ],
    [
      "a tool result of a user",
      { role: "user", content: [{ type: "tool_result", id: "c", content: "" }] },
      "A tool result belongs in a message of its own",
    ],
    [
      "an image in a tool result",
      Messages.tool({ type: "tool_result", id: "c", content: [image] }),
      '[1].content[0].content[0]: OpenAI takes no part "image" in a tool result. Move it into a user message.',
    ],
    [
      "text in a tool message",
      {
        role: "tool",
        content: [
          { type: "text", text: "42" },
          { type: "tool_result", id: "c", content: "" },
        ],
      },
      "[1].content[0]: a tool message holds tool results",
    ],
    [
      "a tool message without its call",
      { role: "tool", content: "42", extra: {} },
      "[1]: a tool message has to name its call. Write Messages.tool(",
    ],
    [
      "another provider's part",
      { role: "user", content: [{ type: "opaque", provider: "google", value: {} }] },
      'only "google" knows. Leave it out',
    ],
  ];
  test.each(cases)("%s", (_, message, error) => {
    const convert = () => toOpenAIMessages([Messages.user("first"), message]);
    expect(convert).toThrow(CallOptionsError);
    expect(convert).toThrow(error);
  });

  test("a part or role that there is not, from code that the compiler did not see", () => {
    const parts: unknown = [image, { type: "video" }];
    const part = { role: "user", content: parts } as Message;
    expect(() => toOpenAIMessages([part])).toThrow(
      'messages[0].content[1]: OpenAI takes no part "video" in a user message. A part is one of text, opaque, image',
    );
    const role: unknown = { role: "model", content: [image] };
    expect(() => toOpenAIMessages([role as Message])).toThrow(
      'messages[0]: there is no role "model". Use one of system,',
    );
  });
});
