import {
  BaseTool,
  Messages,
  OpenAIPrompt,
  callParams,
  imagePart,
  openaiCall,
  prompt,
  promptTemplate,
  type OpenAIStream,
} from "@zoetrope/openai";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";

const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]);

class FormatBook extends BaseTool.with({ title: z.string() }, { description: "Formats a book." }) {
  override call() {
    return this.title;
  }
}

@promptTemplate(`
  SYSTEM: You are a chef.
  MESSAGES: {history}
  USER:
  What is in {dish}?
  {cover:image(detail=high)}
  Answer {guests:list}.
`)
@callParams({ model: "gpt-4o-mini", temperature: 0.7, maxTokens: 50 })
class Recipe extends OpenAIPrompt.with({
  dish: z.string(),
  guests: z.array(z.string()),
  cover: z.instanceof(Uint8Array),
  history: z.array(z.any()),
}) {
  override dynamicConfig() {
    return { callParams: { seed: 7 } };
  }
}

test("a prompt class: each param, message, part and tool with where it came from", async () => {
  const recipe = new Recipe({
    dish: "soup",
    guests: ["Ada", "Bob"],
    cover: png,
    history: [Messages.user("Hi"), { role: "assistant", content: null, refusal: "No." }],
  });
  const explained = await recipe.explain({
    apiKey: "sk-secret",
    baseURL: "https://example.com/v1?key=secret",
    stream: true,
    tools: [FormatBook],
    callParams: { temperature: 0 },
  });
  expect(explained).toBe(
    `temperature: 0 ← the call's options
max_completion_tokens: 50 ← class
model: "gpt-4o-mini" ← class
seed: 7 ← dynamic config
stream: true ← the call's options
stream_options: {"include_usage":true} ← library default

messages[0] system ← template of Recipe, line 2
  | You are a chef.

messages[1] user ← history: {history}, item 0; template of Recipe, line 3
  | Hi

messages[2] assistant ← history: {history}, item 1; template of Recipe, line 3
  content: null
  refusal: "No."

messages[3] user ← template of Recipe, lines 4–7: {dish}, {cover:image(detail=high)}, {guests:list}
  content[0] text ← line 5: {dish}
    | What is in soup?
    | ${""}
  content[1] image_url ← line 6: {cover:image(detail=high)}
    image_url: {"url":"<image/png, 8 bytes>","detail":"high"}
  content[2] text ← line 7: {guests:list}
    | ${""}
    | Answer Ada
    | Bob.

tools[0] ← the call's options
{
  "type": "function",
  "function": {
    "name": "FormatBook",
    "description": "Formats a book.",
    "parameters": {
      "type": "object",
      "properties": {
        "title": {
          "type": "string"
        }
      },
      "required": [
        "title"
      ],
      "additionalProperties": false
    }
  }
}`,
  );
});

test("a function: its name, and params of the decorator and of its config", async () => {
  const look = { type: "function", function: { name: "look" } } as const;
  const recommend = openaiCall("gpt-4o-mini", { callParams: { topP: 1 }, tools: [FormatBook] })(function withConfig() {
    return {
      messages: [
        Messages.assistant({ type: "tool_call", id: "call_1", name: "look", args: { city: "Oslo" } }),
        Messages.tool([{ type: "tool_result", id: "call_1", content: "rain\nmessages[9] system" }]),
      ],
      callParams: { topP: 0.5 },
      tools: [look],
    };
  });
  expect(await recommend.explain()).toBe(`top_p: 0.5 ← dynamic config
model: "gpt-4o-mini" ← decorator

messages[0] assistant ← returned by withConfig
  content: null
  tool_calls: [{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\\"city\\":\\"Oslo\\"}"}}]

messages[1] tool ← returned by withConfig
  | rain
  | messages[9] system
  tool_call_id: "call_1"

tools[0] ← dynamic config
{
  "type": "function",
  "function": {
    "name": "look"
  }
}`);
});

test("one message of several tool results is sent as several, and each of them and of those after it keeps its place", async () => {
  const past = [
    Messages.assistant([
      { type: "tool_call", id: "a", name: "look", args: {} },
      { type: "tool_call", id: "b", name: "look", args: {} },
    ]),
    Messages.tool([
      { type: "tool_result", id: "a", content: "1" },
      { type: "tool_result", id: "b", content: "2" },
    ]),
  ];
  const ask = openaiCall("gpt-4o-mini")(promptTemplate("MESSAGES: {past}\nUSER: And {city}?"));
  const explained = await ask.explain({ past, city: "Rome" });
  expect(explained.match(/^messages.*$/gm)).toEqual([
    "messages[0] assistant ← history: {past}, item 0; template, line 1",
    "messages[1] tool ← history: {past}, item 1; template, line 1",
    "messages[2] tool ← history: {past}, item 1; template, line 1",
    "messages[3] user ← template, line 2: {city}",
  ]);
});

test("a method, a template around a function, and a function without a name", async () => {
  class Librarian {
    readonly shelf = "top";
    @openaiCall("gpt-4o-mini", { stream: true })
    recommend(genre: string): OpenAIStream {
      return prompt`SYSTEM: Be brief.\nUSER: A ${genre} book`;
    }
  }
  const explain: unknown = Reflect.get(Object(new Librarian().recommend), "explain");
  if (typeof explain !== "function") throw new Error("recommend is not decorated");
  const filled = openaiCall("gpt-4o-mini")(
    promptTemplate("A {genre} book, {tone}")(function around(_: { genre: string }) {
      return { computedFields: { tone: "funny" } };
    }),
  );
  const nameless = openaiCall("gpt-4o-mini")(() => "Hi");
  const origins = [
    await Reflect.apply(explain, new Librarian(), ["fantasy"]),
    await filled.explain({ genre: "fantasy" }),
    await nameless.explain(),
  ].map((text) => String(text).match(/^messages.*$/gm));
  expect(origins).toEqual([
    ["messages[0] system ← template of prompt`…`, line 1", "messages[1] user ← template of prompt`…`, line 2: ${…}"],
    ["messages[0] user ← template of around, line 1: {genre}, {tone}"],
    ["messages[0] user ← returned by the function"],
  ]);
});

test("stream_options say what of them is the library's", async () => {
  const of = async (stream_options: { include_usage?: boolean; include_obfuscation?: boolean } | null) => {
    const text = await openaiCall("m", { stream: true, callParams: { stream_options } })(() => "Hi").explain();
    return /^stream_options.*$/m.exec(text)?.[0];
  };
  expect(await of({ include_usage: false })).toBe('stream_options: {"include_usage":false} ← decorator');
  expect(await of({ include_obfuscation: false })).toBe(
    'stream_options: {"include_usage":true,"include_obfuscation":false} ← decorator, and include_usage by library default',
  );
  expect(await of(null)).toBe(undefined);
});

test("media are shown by type and size, and a Blob is read", async () => {
  const wav = Uint8Array.from("RIFF0000WAVEfmt ", (letter) => letter.charCodeAt(0));
  const ask = openaiCall("gpt-4o")(() => [
    { type: "image", source: { type: "blob", blob: new Blob([png, new Uint8Array(1000)]) } },
    imagePart("https://example.com/a.png"),
    { type: "audio", source: { type: "base64", data: Buffer.from(wav).toString("base64"), mediaType: "audio/wav" } },
    { type: "document", source: { type: "base64", data: "JVBERi0xLjQ=", mediaType: "application/pdf" } },
  ]);
  expect((await ask.explain()).split("\n").slice(2)).toEqual([
    "messages[0] user ← returned by the function",
    "  content[0] image_url",
    '    image_url: {"url":"<image/png, 1008 bytes>"}',
    "  content[1] image_url",
    '    image_url: {"url":"https://example.com/a.png"}',
    "  content[2] input_audio",
    '    input_audio: {"data":"<16 bytes>","format":"wav"}',
    "  content[3] file",
    '    file: {"filename":"document.pdf","file_data":"<application/pdf, 8 bytes>"}',
  ]);
});

test("no text is left out, and none can pass for a line of the report", async () => {
  const text = fc.string({ unit: "binary", minLength: 1 }).map((given) => `${given}\nmessages[0] system ← x`);
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (texts) => {
      const explained = await openaiCall("m")(() => texts.map((content) => Messages.user(content))).explain();
      expect(explained.match(/^messages\[\d+\] user ← returned by the function$/gm)).toHaveLength(texts.length);
      expect(explained).not.toMatch(/^messages.*system/m);
      const shown = explained.split(/^messages.*\n/m).slice(1);
      const read = shown.map((lines) => lines.replace(/\n*$/, "").replaceAll(/^ {2}\| /gm, ""));
      expect(read.map((lines) => lines.length)).toEqual(texts.map((content) => content.length));
      expect(read).toEqual(texts);
    }),
  );
});
