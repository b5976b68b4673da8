import { CallOptionsError, Messages, imagePart, type Message } from "@zoetrope/core";
import { describe, expect, test } from "vitest";
import { loadRecordings } from "./__fixtures__/recordings.js";
import { call, text, thought } from "./__fixtures__/chunks.js";
import { toGoogleMessages, type ConvertedMessages } from "./convert-messages.js";
import type { GoogleMessageParam } from "./message-param.js";
import { fromGoogleMessage, fromGoogleMessages } from "./read-messages.js";

const recordings = loadRecordings();

function convert(messages: readonly (Message | GoogleMessageParam)[]): ConvertedMessages {
  const made = toGoogleMessages(messages);
  if (made instanceof Promise) throw new Error("There is no Blob in these messages.");
  return made;
}

const user = (...parts: readonly object[]): GoogleMessageParam => ({ role: "user", parts: parts as object[] });
const modelSaid = (...parts: readonly object[]): GoogleMessageParam => ({ role: "model", parts: parts as object[] });
const result = (fields: object): object => ({ functionResponse: { name: "f", ...fields } });

describe("Google's messages come back as they were", () => {
  const cases: readonly (readonly [string, readonly GoogleMessageParam[]])[] = [
    ["a text", [user(text("Hi"))]],
    ["several texts", [user(text("a"), text("b"))]],
    ["a signed text", [modelSaid({ text: "a", thoughtSignature: "s" })]],
    ["thoughts", [modelSaid(thought("Hm."), text("a"))]],
    ["instructions", [{ role: "system", parts: [text("Be short.")] }, user(text("Hi"))]],
    [
      "calls without ids",
      [
        modelSaid(call("f", { n: 1 }), call("f", { n: 2 })),
        user(result({ response: { output: "1" } }), result({ response: { error: "2" } })),
      ],
    ],
    [
      "calls with ids",
      [
        modelSaid({ functionCall: { id: "x", name: "f", args: {} }, thoughtSignature: "s" }),
        user(result({ id: "x", response: { output: "1" } })),
      ],
    ],
    ["a call without arguments", [modelSaid({ functionCall: { name: "f" } })]],
    ["a result in the user's own form", [modelSaid(call("f", {})), user(result({ response: { temperature: 3 } }))]],
    [
      "the older role of results",
      [modelSaid(call("f", {})), { role: "function", parts: [result({ response: { output: "1" } })] }],
    ],
    [
      "media",
      [
        user(
          { inlineData: { mimeType: "image/png", data: "AAAA" } },
          { fileData: { mimeType: "application/pdf", fileUri: "https://x.test/a.pdf" } },
        ),
      ],
    ],
    [
      "stored files and videos",
      [user({ fileData: { fileUri: "gs://b/v.mp4", mimeType: "video/mp4" }, videoMetadata: { fps: 1 } })],
    ],
    [
      "code that the provider ran",
      [
        modelSaid(
          { executableCode: { code: "1+1", language: "PYTHON" } },
          { codeExecutionResult: { outcome: "OUTCOME_OK" } },
        ),
      ],
    ],
    ["no parts", [modelSaid()]],
  ];

  test.each(cases)("%s", (_name, messages) => {
    const neutral = fromGoogleMessages(messages);
    // What was stored as JSON reads the same.
    const stored = JSON.parse(JSON.stringify(neutral)) as Message[];
    expect(convert(stored)).toMatchObject({ messages, warnings: [] });
    expect(convert(stored).messages).toEqual(messages);
  });

  // Where they are not at hand, `loadRecordings` says so on stderr.
  test.skipIf(recordings.length === 0)("those of every recorded request and answer", () => {
    for (const { name, request, body, kind } of recordings) {
      const { contents = [] } = (request ?? {}) as { contents?: GoogleMessageParam[] };
      const answers =
        kind === "response"
          ? (JSON.parse(new TextDecoder().decode(body)) as { candidates?: { content?: GoogleMessageParam }[] })
          : {};
      const said = (answers.candidates ?? []).flatMap(({ content }) => (content?.parts ? [content] : []));
      const messages = [...contents, ...said];
      expect(convert(fromGoogleMessages(messages)).messages, `${name}`).toEqual(
        messages.map(({ role = "user", parts }) => ({ role, parts })),
      );
    }
  });
});

test("a thought is no text of the neutral message, and a signature stands in extra", () => {
  const message = modelSaid(thought("Hm."), { text: "a", thoughtSignature: "s" });
  expect(fromGoogleMessage(message).content).toEqual([
    { type: "opaque", provider: "google", value: thought("Hm.") },
    { type: "text", text: "a", extra: { google: { thoughtSignature: "s" } } },
  ]);
});

describe("neutral messages", () => {
  test("results of parallel calls become one message, with the names of their calls", () => {
    const history = [
      Messages.assistant([
        { type: "tool_call", id: "a", name: "f", args: { n: 1 } },
        { type: "tool_call", id: "b", name: "g", args: {} },
      ]),
      Messages.tool({ type: "tool_result", id: "a", content: "1" }),
      Messages.tool({ type: "tool_result", id: "b", content: "no", isError: true }),
      Messages.user("And?"),
    ];
    const { messages, sources } = convert(history);
    expect(messages).toEqual([
      modelSaid(
        { functionCall: { id: "a", name: "f", args: { n: 1 } } },
        { functionCall: { id: "b", name: "g", args: {} } },
      ),
      user(
        { functionResponse: { id: "a", name: "f", response: { output: "1" } } },
        { functionResponse: { id: "b", name: "g", response: { error: "no" } } },
      ),
      user(text("And?")),
    ]);
    expect(sources).toEqual([0, 1, 3]);
  });

  test("what cannot be carried is told in warnings", () => {
    const { messages, warnings } = convert([
      Messages.user([imagePart("https://x.test/a.png", { detail: "high" })], { name: "Ann" }),
      {
        role: "assistant",
        content: [
          { type: "opaque", provider: "openai", value: {} },
          { type: "refusal", refusal: "No." },
        ],
      },
      { role: "assistant", content: "Hi", extra: { openai: { audio: { id: "a" } } } },
    ]);
    expect(messages.map(({ parts }) => parts)).toEqual([
      [{ fileData: { fileUri: "https://x.test/a.png" } }],
      [text("No.")],
      [text("Hi")],
    ]);
    expect(warnings).toEqual([
      'messages[0]: the speaker\'s name "Ann" was left out.',
      'messages[0].content[0]: the image\'s detail "high" was left out.',
      'messages[1].content[0]: a part that only "openai" knows was left out.',
      'messages[2]: fields that only "openai" has were left out.',
    ]);
  });

  test("what cannot be sent at all is refused by its place", () => {
    expect(() => convert([Messages.tool({ type: "tool_result", id: "x", content: "1" })])).toThrow(CallOptionsError);
    expect(() => convert([{ role: "tool", content: "1" }])).toThrow(
      /messages\[0\]: a tool message has to name its call/,
    );
    expect(() => convert([{ role: "boss", content: "1" } as never])).toThrow(/there is no role "boss"/);
    expect(() => convert([{ role: "user", content: "1", parts: [] } as never])).toThrow(/half neutral/);
    expect(() => convert([{} as never])).toThrow(/is no message/);
  });

  test("a Blob is read first", async () => {
    const blob = new Blob([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)]);
    const { messages } = await toGoogleMessages([Messages.user([imagePart(blob)])]);
    expect(messages).toEqual([user({ inlineData: { mimeType: "image/png", data: "iVBORw0KGgo=" } })]);
  });

  test("the id of a call without one is the same, however often it is read", () => {
    const message = modelSaid(call("f", {}));
    expect(fromGoogleMessage(message)).toEqual(fromGoogleMessage(message));
  });
});
