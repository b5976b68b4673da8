import { Messages, audioPart, documentPart, imagePart, type ConvertedPrompt, type Message } from "@zoetrope/core";
import type OpenAI from "openai";
import { expect, it } from "vitest";
import { asResponse } from "./build-response.js";
import { convertItems } from "./convert-messages.js";
import { convertPrompt } from "./convert-prompt.js";
import { loadResponses } from "./__fixtures__/recordings.js";
import { isResponsesItem, type OpenAIResponsesMessageParam } from "./is-own-message.js";
import { toMessageParam } from "./message-param.js";
import { fromResponsesItem, fromResponsesMessages } from "./read-messages.js";

type Item = OpenAI.Responses.ResponseInputItem;
const png = `data:image/png;base64,iVBORw0KGgo=`;

function convert(...messages: readonly OpenAIResponsesMessageParam[]): ConvertedPrompt<Item> {
  return convertItems(messages);
}

it("sends roles, text, images and documents as the API has them", () => {
  const { messages, sources, warnings } = convert(
    Messages.system("Be brief."),
    Messages.user(["What is this?", imagePart(png, { detail: "low" }), imagePart("https://a.test/b.png")]),
    Messages.user([documentPart("data:application/pdf;base64,JVBERi0="), documentPart("https://a.test/c.pdf")]),
    Messages.assistant("A dot."),
  );
  expect(messages).toEqual([
    { role: "system", content: "Be brief." },
    {
      role: "user",
      content: [
        { type: "input_text", text: "What is this?" },
        { type: "input_image", image_url: png, detail: "low" },
        { type: "input_image", image_url: "https://a.test/b.png", detail: "auto" },
      ],
    },
    {
      role: "user",
      content: [
        { type: "input_file", filename: "document.pdf", file_data: "data:application/pdf;base64,JVBERi0=" },
        { type: "input_file", file_url: "https://a.test/c.pdf" },
      ],
    },
    { role: "assistant", content: "A dot." },
  ]);
  expect([sources, warnings]).toEqual([[0, 1, 2, 3], []]);
});

it("reads Blobs first, and needs no promise without them", async () => {
  const blob = new Blob([Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])]);
  const made = convertPrompt([Messages.user(imagePart(blob))]);
  expect(made).toBeInstanceOf(Promise);
  expect((await made).messages).toMatchObject([{ content: [{ image_url: png }] }]);
  expect(convertPrompt([Messages.user("Hi")])).not.toBeInstanceOf(Promise);
});

it("makes an item of each thing that a turn holds, and answers custom calls as such", () => {
  const { messages, sources } = convert(
    Messages.assistant([
      "Let me see.",
      { type: "tool_call", id: "call_1", name: "add", args: { a: 1 }, raw: '{ "a": 1 }' },
      { type: "tool_call", id: "call_2", name: "now", args: {}, raw: "" },
      { type: "tool_call", id: "call_3", name: "sql", args: "SELECT 1", custom: true },
    ]),
    Messages.tool([
      { type: "tool_result", id: "call_1", name: "add", content: "2" },
      { type: "tool_result", id: "call_3", content: [{ type: "text", text: "1 row" }], isError: false },
    ]),
  );
  expect(messages).toEqual([
    { type: "message", role: "assistant", content: [{ type: "output_text", text: "Let me see." }] },
    { type: "function_call", call_id: "call_1", name: "add", arguments: '{ "a": 1 }' },
    { type: "function_call", call_id: "call_2", name: "now", arguments: "{}" },
    { type: "custom_tool_call", call_id: "call_3", name: "sql", input: "SELECT 1" },
    { type: "function_call_output", call_id: "call_1", output: "2" },
    { type: "custom_tool_call_output", call_id: "call_3", output: [{ type: "input_text", text: "1 row" }] },
  ]);
  expect(sources).toEqual([0, 0, 0, 0, 1, 1]);
});

it("warns of what it cannot carry from another provider's turn", () => {
  const { messages, warnings } = convert(
    { role: "user", name: "Ann", content: "Hi" },
    Messages.assistant([
      { type: "opaque", provider: "anthropic", value: { type: "thinking", signature: "s" } },
      imagePart(png),
      "Hello",
    ]),
  );
  expect(messages).toEqual([
    { role: "user", content: "Hi" },
    { type: "message", role: "assistant", content: [{ type: "output_text", text: "Hello" }] },
  ]);
  expect(warnings).toEqual([
    "messages[0]: OpenAI's Responses API has no place for the name of a speaker.",
    "messages[1].content[0]: what only anthropic knows was left out.",
    "messages[1].content[1]: OpenAI's Responses API takes no image of an assistant; it was left out.",
  ]);
});

it.each<[OpenAIResponsesMessageParam, string]>([
  [
    Messages.user(audioPart("data:audio/wav;base64,UklGRg==")),
    "messages[0].content[0]: OpenAI's Responses API takes no audio",
  ],
  [Messages.user(imagePart("data:image/heic;base64,AAAA")), "takes no image/heic"],
  [{ role: "tool", content: "2" }, "messages[0]: a tool message has to name its call"],
  [{ role: "user", content: [{ type: "tool_call", id: "1", name: "a", args: {} }] }, "belongs in an assistant message"],
  [{ role: "bot", content: "Hi", extra: {} } as unknown as Message, 'there is no role "bot"'],
  [{ role: "user", content: [{ type: "input_text", text: "Hi" }], extra: {} } as unknown as Item, "half neutral"],
  [{} as Message, "messages[0] is no message"],
])("refuses %j", (message, told) => {
  expect(() => convert(message)).toThrow(told);
});

it("passes items as the same objects, and tells them by their marks", () => {
  const items: Item[] = [
    { role: "user", content: "Hi" },
    { role: "user", content: [{ type: "input_text", text: "Hi" }] },
    { type: "item_reference", id: "msg_1" },
    { type: "function_call", call_id: "c", name: "n", arguments: "{}" },
  ];
  convert(...items).messages.forEach((item, at) => expect(item).toBe(items[at]));
  expect(isResponsesItem({ role: "user", content: [{ type: "text", text: "Hi" }] })).toBe(false);
});

const histories = loadResponses().flatMap(({ name, kind, expected, body }) =>
  kind === "response" && expected.error === undefined
    ? [{ name, raw: reparse(JSON.parse(new TextDecoder().decode(body))) as { output: Item[] } }]
    : [],
);

it.each(histories)("$name goes back as the very items it came as, also through JSON", ({ raw }) => {
  const param = JSON.parse(JSON.stringify(toMessageParam(asResponse(raw) as never))) as Message;
  expect(param.role).toBe("assistant");
  expect(convert(param).messages).toEqual(raw.output);
  // Item by item, too, and as a list.
  for (const item of raw.output) expect(convert(fromResponsesItem(item)).messages).toEqual([item]);
  expect(convert(...fromResponsesMessages(raw.output)).messages).toEqual(raw.output);
});

it("gives back what stands in a request", () => {
  const items = [
    { role: "developer", content: "Be brief." },
    {
      type: "message",
      role: "user",
      id: "msg_0",
      content: [
        { type: "input_text", text: "Hi" },
        { type: "input_image", file_id: "f", detail: "auto" },
      ],
    },
    { type: "message", role: "assistant", content: "Hello", phase: "commentary" },
    { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "secret" },
    {
      type: "message",
      id: "msg_1",
      role: "assistant",
      status: "completed",
      content: [
        { type: "output_text", text: "a", annotations: [] },
        { type: "refusal", refusal: "b" },
      ],
    },
    {
      type: "message",
      id: "msg_2",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: "c", annotations: [{ type: "url_citation" }] }],
    },
    { type: "function_call", id: "fc_1", call_id: "call_1", name: "add", arguments: '{ "a": 1', status: "incomplete" },
    {
      type: "function_call_output",
      call_id: "call_1",
      output: [{ type: "input_text", text: "2" }, { type: "x" }],
      id: "fco_1",
    },
    { type: "custom_tool_call_output", call_id: "call_2", output: "2" },
    { type: "computer_call_output", call_id: "call_3", output: { type: "computer_screenshot" } },
    { type: "item_reference", id: "x" },
  ] as unknown as Item[];
  const neutral = fromResponsesMessages(items);
  expect(neutral.map(({ role }) => role)).toEqual(["developer", "user", "assistant", "assistant", "tool", "assistant"]);
  expect(convert(...neutral).messages).toEqual(items);
});

/** -0 becomes 0, as in every body that is sent. */
function reparse(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
