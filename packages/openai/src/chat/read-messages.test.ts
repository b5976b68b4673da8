import type { ContentPart, Message } from "@zoetrope/core";
import type OpenAI from "openai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toOpenAIMessages } from "./convert-messages.js";
import { fromOpenAIMessage, fromOpenAIMessages } from "./read-messages.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;

describe("OpenAI's messages in neutral form", () => {
  const call = { id: "c1", type: "function", function: { name: "f", arguments: '{"a":1}' } } as const;
  const neutralCall = { type: "tool_call", id: "c1", name: "f", args: { a: 1 } };
  const cases: [name: string, message: MessageParam, neutral: Message | object][] = [
    ["a string", { role: "user", name: "ann", content: "Hi" }, { role: "user", name: "ann", content: "Hi" }],
    [
      "text and calls (T9)",
      { role: "assistant", content: "Hm.", tool_calls: [call] },
      { role: "assistant", content: [{ type: "text", text: "Hm." }, neutralCall] },
    ],
    [
      "calls only",
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "assistant", content: [neutralCall] },
    ],
    [
      "a refusal",
      { role: "assistant", content: null, refusal: "No." },
      {
        role: "assistant",
        content: [{ type: "refusal", refusal: "No." }],
        extra: { openai: { content: null } },
      },
    ],
    [
      "the id of an answer in audio",
      { role: "assistant", content: "Hi", audio: { id: "audio_1" } },
      { role: "assistant", content: "Hi", extra: { openai: { audio: { id: "audio_1" } } } },
    ],
    [
      "media",
      {
        role: "user",
        content: [
          { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=", detail: "low" } },
          { type: "image_url", image_url: { url: "https://a.example/x.png" } },
          { type: "input_audio", input_audio: { data: "SUQzBA==", format: "mp3" } },
          { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERi0=" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "image", source: { type: "base64", data: "iVBORw0KGgo=", mediaType: "image/png" }, detail: "low" },
          { type: "image", source: { type: "url", url: "https://a.example/x.png" } },
          { type: "audio", source: { type: "base64", data: "SUQzBA==", mediaType: "audio/mpeg" } },
          {
            type: "document",
            filename: "a.pdf",
            source: { type: "base64", data: "JVBERi0=", mediaType: "application/pdf" },
          },
        ],
      },
    ],
    [
      "parts that have no neutral form",
      { role: "user", content: [{ type: "file", file: { file_id: "file_1" } }] },
      {
        role: "user",
        content: [{ type: "opaque", provider: "openai", value: { type: "file", file: { file_id: "file_1" } } }],
      },
    ],
    [
      "a tool's result",
      { role: "tool", tool_call_id: "c1", content: "42" },
      { role: "tool", content: [{ type: "tool_result", id: "c1", content: "42" }] },
    ],
    [
      "the deprecated role",
      { role: "function", name: "f", content: "42" },
      {
        role: "tool",
        content: [{ type: "opaque", provider: "openai", value: { role: "function", name: "f", content: "42" } }],
      },
    ],
  ];
  test.each(cases)("%s", (_, message, neutral) => {
    expect(fromOpenAIMessage(message)).toStrictEqual(neutral);
    expect(toOpenAIMessages([fromOpenAIMessage(message)])).toStrictEqual([message]);
  });
});

test.each([
  [
    "an image of a type that OpenAI's converter refuses",
    { type: "image_url", image_url: { url: "data:image/heic;base64,AA==" } },
  ],
  ["an image at another kind of address", { type: "image_url", image_url: { url: "gs://bucket/x.png" } }],
  ["an image whose URL has parameters", { type: "image_url", image_url: { url: "data:image/png;a=b;base64,AA==" } }],
  [
    "an image with a field inside that is not known",
    { type: "image_url", image_url: { url: "https://a.example", x: 1 } },
  ],
  ["audio of a vendor's format", { type: "input_audio", input_audio: { data: "AA==", format: "flac" } }],
  ["a file without a name", { type: "file", file: { file_data: "data:application/pdf;base64,AA==" } }],
  ["a vendor's part", { type: "video_url", video_url: { url: "https://a.example" } }],
  ["a part of another role", { type: "refusal", refusal: "No." }],
])("%s is kept as it came", (_, part) => {
  const message = { role: "user", content: [part] } as MessageParam;
  const neutral = fromOpenAIMessage(message);
  expect(neutral).toStrictEqual({ role: "user", content: [{ type: "opaque", provider: "openai", value: part }] });
  expect(toOpenAIMessages([neutral])).toStrictEqual([message]);
});

const json = fc.jsonValue();
/** Fields of vendors and of tomorrow; a few have the names of neutral ones, to be mistaken for them. */
const unknownFields = fc.dictionary(
  fc.oneof(fc.constantFrom("extra", "cacheControl", "prefix", "isError", "raw", "audio"), fc.string({ minLength: 1 })),
  json,
  { maxKeys: 2, noNullPrototype: true },
);
const withUnknown = <T extends object>(known: fc.Arbitrary<T>) =>
  fc.tuple(unknownFields, known).map(([fields, own]) => ({ ...fields, ...own }));
const string = fc.string({ maxLength: 8 });
const url = fc.oneof(
  fc.constantFrom(
    "https://a.example/x",
    "HTTP://a.example",
    "data:image/heic;base64,AA==",
    "data:image/png,x",
    "gs://a/b",
  ),
  fc.base64String().map((data) => `data:image/png;base64,${data}`),
);

describe("there and back again, OpenAI's message is equal in every field", () => {
  const part = fc.oneof(
    withUnknown(fc.record({ type: fc.constant("text"), text: string })),
    fc.record({ type: fc.constant("text"), text: string }),
    withUnknown(fc.record({ type: fc.constant("refusal"), refusal: string })),
    fc.record({ type: fc.constant("refusal"), refusal: string }),
    withUnknown(
      fc.record({
        type: fc.constant("image_url"),
        image_url: fc.record({ url, detail: fc.option(string) }, { requiredKeys: ["url"] }),
      }),
    ),
    withUnknown(
      fc.record({
        type: fc.constant("input_audio"),
        input_audio: fc.record({ data: fc.base64String(), format: fc.constantFrom("wav", "mp3", "flac") }),
      }),
    ),
    withUnknown(
      fc.record({
        type: fc.constant("file"),
        file: fc.record({ file_data: url, filename: string, file_id: string }, { requiredKeys: [] }),
      }),
    ),
    withUnknown(fc.record({ type: fc.constantFrom("image", "tool_call", "type", "thinking", "__proto__") })),
    json,
  );
  const toolCall = fc.oneof(
    withUnknown(
      fc.record({
        id: string,
        type: fc.constant("function"),
        function: fc.record({ name: string, arguments: fc.oneof(fc.json(), string) }),
      }),
    ),
    withUnknown(
      fc.record({ id: string, type: fc.constant("custom"), custom: fc.record({ name: string, input: string }) }),
    ),
  );
  const message = withUnknown(
    fc.record(
      {
        role: fc.constantFrom("system", "developer", "user", "assistant", "assistant", "assistant", "tool", "function"),
        content: fc.oneof(string, fc.array(part, { maxLength: 3 }), fc.constant(null), json),
        name: fc.oneof(string, fc.constant(null)),
        refusal: fc.oneof(string, fc.constant(null)),
        tool_call_id: string,
        tool_calls: fc.oneof(fc.array(toolCall, { maxLength: 3 }), fc.array(json, { maxLength: 2 }), fc.constant(null)),
      },
      { requiredKeys: ["role"] },
    ),
  );
  // A server's or vendor's JSON is wider than the type, and all of it has to come back.
  const messages = fc
    .array(message, { maxLength: 3 })
    .map((list) => JSON.parse(JSON.stringify(list)) as MessageParam[]);

  test("at once", () => {
    fc.assert(
      fc.property(messages, (own) => {
        const before = structuredClone(own);
        expect(toOpenAIMessages(fromOpenAIMessages(own))).toStrictEqual(before);
        expect(own).toStrictEqual(before);
      }),
      { numRuns: 1000 },
    );
  });

  test("also when the neutral messages were stored as JSON, save that content left out may be null or empty", () => {
    fc.assert(
      fc.property(messages, (own) => {
        const whole = own.map((one) => ("content" in one ? one : { ...one, content: null })) as MessageParam[];
        const stored = JSON.parse(JSON.stringify(fromOpenAIMessages(whole))) as Message[];
        expect(toOpenAIMessages(stored)).toStrictEqual(whole);
      }),
      { numRuns: 500 },
    );
  });
});

describe("there and back again, a neutral message is equal in every field", () => {
  const extra = fc.record(
    { google: fc.constant({ thoughtSignature: "x" }), openai: fc.constant({ later: 1 }) },
    { requiredKeys: [] },
  );
  const optional = {
    cacheControl: fc.constant({ type: "ephemeral", ttl: "5m" } as const),
    extra: extra.filter((of) => Object.keys(of).length > 0),
  };
  const arbitrary = <T extends object>(own: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
    fc
      .tuple(fc.record(own), fc.record(optional, { requiredKeys: [] }))
      .map(([fields, more]) => ({ ...fields, ...more }) as unknown as ContentPart);
  const source = (...types: string[]) =>
    fc.record({ type: fc.constant("base64"), data: fc.base64String(), mediaType: fc.constantFrom(...types) });
  const text = arbitrary({ type: fc.constant("text"), text: string });
  const user = fc.oneof(
    text,
    arbitrary({ type: fc.constant("image"), source: source("image/png", "image/jpeg"), detail: string }),
    arbitrary({ type: fc.constant("image"), source: fc.constant({ type: "url", url: "https://a.example/x" }) }),
    arbitrary({ type: fc.constant("audio"), source: source("audio/wav", "audio/mpeg") }),
    arbitrary({ type: fc.constant("document"), source: source("application/pdf"), filename: string }),
  );
  const call = arbitrary({
    type: fc.constant("tool_call"),
    id: string,
    name: string,
    args: fc
      .json()
      .map((args): unknown => JSON.parse(args))
      .filter((args) => typeof args !== "string"),
  });
  const result = fc.oneof(
    arbitrary({ type: fc.constant("tool_result"), id: string, content: string, isError: fc.boolean(), name: string }),
    arbitrary({ type: fc.constant("tool_result"), id: string, content: fc.array(text, { maxLength: 2 }) }),
  );
  const said = fc.array(fc.oneof(text, arbitrary({ type: fc.constant("refusal"), refusal: string })), { maxLength: 3 });
  const parts = fc.oneof(
    fc.tuple(fc.constantFrom("system", "developer"), fc.array(text, { maxLength: 3 })),
    fc.tuple(fc.constant("user"), fc.oneof(string, fc.array(user, { maxLength: 3 }))),
    // An assistant's calls come last, and a tool message has one result: the order and grouping that OpenAI has.
    fc.tuple(
      fc.constant("assistant"),
      fc.tuple(said, fc.array(call, { maxLength: 2 })).map((both) => both.flat()),
    ),
    fc.tuple(
      fc.constant("tool"),
      result.map((one) => [one]),
    ),
  );
  const message = fc
    .tuple(parts, fc.record({ name: string }, { requiredKeys: [] }))
    .map(([[role, content], more]) => structuredClone({ role, content, ...more }) as Message);

  test("errors of tools, cache marks and other providers' fields included", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 3 }), (messages) => {
        const converted = toOpenAIMessages(messages);
        if (converted instanceof Promise) throw new Error("there is no Blob here");
        expect(fromOpenAIMessages(converted)).toStrictEqual(messages);
      }),
      { numRuns: 1000 },
    );
  });
});
