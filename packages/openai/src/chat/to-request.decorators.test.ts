import {
  BaseTool,
  Messages,
  OpenAIPrompt,
  OpenAIStream,
  call,
  callParams,
  imagePart,
  openaiCall,
  prompt,
  promptTemplate,
  type OpenAICallResponse,
} from "@zoetrope/openai";
import { json, startTestServer } from "@zoetrope/test-server";
import fc from "fast-check";
import { OpenAI } from "openai";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { clientOf } from "./__fixtures__/ask-server.js";
import { answer, completion } from "./__fixtures__/chat-chunks.js";

/** A call that can be looked at before it is made. */
interface Kind {
  readonly toRequest: () => Promise<unknown>;
  readonly send: () => unknown;
}

interface Inspectable<Args extends unknown[]> {
  (...args: Args): unknown;
  toRequest(...args: Args): Promise<unknown>;
}

function calling<Args extends unknown[]>(fn: Inspectable<Args>, ...args: Args): Kind {
  return { toRequest: () => fn.toRequest(...args), send: () => fn(...args) };
}

/** A decorated method: its declared type is that of the call alone, and what else it has is there all the same. */
function method(object: object, name: string, ...args: unknown[]): Kind {
  const call: unknown = Reflect.get(object, name);
  const toRequest: unknown = Reflect.get(Object(call), "toRequest");
  if (typeof call !== "function" || typeof toRequest !== "function") throw new Error(`${name} is not decorated`);
  return {
    toRequest: async () => Reflect.apply(toRequest, object, args),
    send: () => Reflect.apply(call, object, args),
  };
}

class FormatBook extends BaseTool.with(
  { title: z.string(), pages: z.number().default(1) },
  { description: "Formats a book.", strict: false },
) {
  override call() {
    return this.title;
  }
}

const look: OpenAI.ChatCompletionTool = {
  type: "function",
  function: { name: "look", parameters: { type: "object" } },
};
const custom: OpenAI.ChatCompletionTool = { type: "custom", custom: { name: "run_code" } };
// The eight bytes that every png begins with.
const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]);
const history = [
  Messages.user("What is the weather in Oslo and Rome?", { name: "ada" }),
  Messages.assistant([
    "Let me look.",
    { type: "tool_call", id: "call_1", name: "look", args: { city: "Oslo" }, raw: '{ "city": "Oslo" }' },
    { type: "tool_call", id: "call_2", name: "look", args: { city: "Rome" } },
  ]),
  Messages.tool([
    { type: "tool_result", id: "call_1", content: "rain" },
    { type: "tool_result", id: "call_2", content: "no such city", isError: true },
  ]),
];
const own: OpenAI.ChatCompletionMessageParam[] = [
  { content: "You are terse.", role: "system" },
  { role: "user", content: [{ type: "image_url", image_url: { detail: "low", url: "https://example.com/a.png" } }] },
];
const streamOptions = [undefined, null, {}, { include_usage: false }, { include_obfuscation: false }];

/** Every kind of call that there is, with what each needs to be one. */
function kinds(client: OpenAI): Record<string, Kind> {
  const whole = openaiCall("gpt-4o-mini", { client });
  const streamed = openaiCall("gpt-4o-mini", { client, stream: true });

  @promptTemplate(`
    SYSTEM: You are a chef.
    MESSAGES: {history}
    USER:
    What is {dish} made of?
    {cover:image(detail=high)}
  `)
  @callParams({ model: "gpt-4o-mini", temperature: 0.7, maxTokens: 50 })
  class Recipe extends OpenAIPrompt.with({
    dish: z.string(),
    cover: z.instanceof(Uint8Array).or(z.instanceof(Blob)).default(png),
    history: z.array(z.any()).default([]),
  }) {}
  class Computed extends Recipe {
    override async dynamicConfig() {
      return { computedFields: { dish: "pie" }, callParams: { seed: 7, temperature: null }, tools: [look] };
    }
  }
  class Listed extends Recipe {
    override dynamicConfig() {
      return { messages: history };
    }
  }
  class Librarian {
    constructor(readonly shelf: string) {}
    @openaiCall("gpt-4o-mini", { client, stream: true })
    recommend(genre: string): OpenAIStream {
      return prompt`SYSTEM: Be brief.\nUSER: A ${genre} book from ${this.shelf}`;
    }
    @openaiCall("gpt-4o-mini", { client })
    async later(genre: string): Promise<OpenAICallResponse> {
      return prompt([`A ${genre} book`, imagePart(png)]);
    }
    @openaiCall("gpt-4o-mini", { client })
    static any(): Promise<OpenAICallResponse> {
      return prompt("Any book");
    }
  }
  const recipe = new Recipe({ dish: "“soup”\n\u2028{dish} 🍲", history });
  const options = { client, tools: [FormatBook], callParams: { temperature: 0, stop: ["\n"] } };

  return {
    "a string": calling(
      whole((genre: string) => `Recommend a ${genre} book`),
      "fantasy",
    ),
    "a string, streamed": calling(
      streamed((genre: string) => `Recommend a ${genre} book`),
      "fantasy",
    ),
    "a part": calling(whole(() => imagePart(png, { detail: "low" }))),
    parts: calling(whole(() => ["What is this?", imagePart("https://example.com/a.png")])),
    "a message": calling(whole(() => Messages.user(["Hi", "there"]))),
    "neutral messages": calling(whole(() => history)),
    "OpenAI's messages": calling(streamed(() => own)),
    "both kinds of messages": calling(whole(() => [...own, ...history])),
    "a config": calling(
      whole(() => ({ messages: history, callParams: { top_p: 0.5 }, tools: [FormatBook, look], metadata: { run: 1 } })),
    ),
    "a promise of a string": calling(whole(async () => "Hi")),
    "a promise of a config, streamed": calling(streamed(async () => ({ messages: own, tools: [look] }))),
    "a Blob": calling(whole(() => ["What is this?", imagePart(new Blob([png]))])),
    "a Blob, streamed": calling(streamed(async () => [imagePart(new Blob([png], { type: "image/png" }))])),
    "a prompt object": calling(whole(() => recipe)),
    "a template": calling(whole(promptTemplate("SYSTEM: Be brief.\nUSER: A {genre} book")), { genre: "fantasy" }),
    "a template, streamed": calling(streamed(promptTemplate("A {genre} book")), { genre: "fantasy" }),
    "a template around a function": calling(
      whole(
        promptTemplate("A {genre} book, {tone}")((_: { genre: string }) => ({
          computedFields: { tone: "funny" },
          callParams: { seed: 1 },
        })),
      ),
      { genre: "fantasy" },
    ),
    "a template around an async function": calling(
      streamed(promptTemplate("A {genre} book")(async (_: { genre: string }) => ({ tools: [FormatBook] }))),
      { genre: "fantasy" },
    ),
    "a method": method(new Librarian("the top shelf"), "recommend", "fantasy"),
    "an async method": method(new Librarian("the top shelf"), "later", "fantasy"),
    "a static method": method(Librarian, "any"),
    tools: calling(openaiCall("gpt-4o-mini", { client, tools: [FormatBook, look, custom] })(() => "Hi")),
    "tools, streamed": calling(openaiCall("gpt-4o-mini", { client, stream: true, tools: [FormatBook] })(() => "Hi")),
    "an output parser": calling(openaiCall("gpt-4o-mini", { client, outputParser: String })(() => "Hi")),
    "the SDK's own stream": calling(openaiCall("gpt-4o-mini", { client, stream: true, decode: "sdk" })(() => "Hi")),
    params: calling(
      openaiCall({
        client,
        model: "gpt-4o-mini",
        callParams: { max_tokens: 5, topP: 1, stop: null, response_format: { type: "json_object" } },
      })(() => ({ messages: own, callParams: { maxTokens: 6 } })),
    ),
    ...Object.fromEntries(
      streamOptions.flatMap((stream_options) =>
        [true, false].map((stream): [string, Kind] => {
          const callParams = stream_options === undefined ? {} : { stream_options };
          const fn = stream
            ? openaiCall("gpt-4o-mini", { client, stream: true, callParams })(() => "Hi")
            : openaiCall("gpt-4o-mini", { client, callParams })(() => "Hi");
          return [`stream: ${stream}, stream_options: ${JSON.stringify(stream_options)}`, calling(fn)];
        }),
      ),
    ),
    "a prompt": { toRequest: () => recipe.toRequest(), send: () => recipe.call({ client }) },
    "a prompt with options": { toRequest: () => recipe.toRequest(options), send: () => recipe.call(options) },
    "a prompt, streamed": {
      toRequest: () => recipe.toRequest({ ...options, stream: true }),
      send: () => recipe.stream(options),
    },
    "call(prompt)": {
      toRequest: () => recipe.toRequest({ client, model: "gpt-4o", stream: true }),
      send: () => call(recipe, { client, model: "gpt-4o", stream: true }),
    },
    "a prompt with a Blob": prompted(new Recipe({ dish: "soup", cover: new Blob([png]) }), client),
    "a prompt with an async config": prompted(new Computed({ dish: "soup" }), client),
    "a prompt with messages of its own": prompted(new Listed({ dish: "soup" }), client),
    "a copy of a prompt": prompted(recipe.copy({ dish: "pie" }), client),
    "a prompt that is run": { toRequest: () => recipe.toRequest({ stream: true }), send: () => recipe.run(streamed) },
  };
}

function prompted(prompt: OpenAIPrompt, client: OpenAI): Kind {
  return { toRequest: () => prompt.toRequest({ client }), send: () => prompt.call({ client }) };
}

async function finish(result: unknown): Promise<void> {
  if (result instanceof OpenAIStream) await result.response();
  else await result;
}

/** A server that answers as it is asked. */
async function answering() {
  const server = await startTestServer();
  server.reply(({ body }) => {
    const asked: unknown = JSON.parse(body);
    return Object(asked).stream === true ? { body: answer("Hello") } : json(200, completion({ content: "Hello" }));
  });
  return server;
}

describe("toRequest() is what a server receives, byte for byte", () => {
  // Only the names are read of these, and the client is never asked.
  test.for(Object.keys(kinds(new OpenAI({ apiKey: "none" }))))("%s", async (name) => {
    await using server = await answering();
    const kind = kinds(clientOf(server))[name];
    const shown = JSON.stringify(await kind?.toRequest());
    expect(server.requests).toEqual([]);
    await finish(kind?.send());
    expect(server.requests.map(({ body }) => body)).toEqual([shown]);
    expect(JSON.stringify(await kind?.toRequest())).toBe(shown);
  });

  test("whatever the text, the params and the order of the keys", async () => {
    await using server = await answering();
    const client = clientOf(server);
    const text = fc.string({ unit: "binary" });
    const message = fc.oneof(
      text.map((content) => Messages.user(content)),
      fc.record(
        { content: text, role: fc.constant("assistant" as const), name: text },
        { requiredKeys: ["content", "role"] },
      ),
      fc.array(text, { minLength: 1, maxLength: 3 }).map((texts) => Messages.user(texts)),
    );
    const params = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,5}$/), fc.jsonValue(), { maxKeys: 3 });
    const messages = fc.array(message, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(messages, params, async (given, extra) => {
        const fn = openaiCall("gpt-4o-mini", { client, callParams: extra })(() => given);
        const shown = JSON.stringify(await fn.toRequest());
        await fn();
        expect(server.requests.at(-1)?.body).toBe(shown);
      }),
      { numRuns: 50 },
    );
  });
});
