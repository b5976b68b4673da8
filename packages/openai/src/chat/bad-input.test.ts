import { BaseTool, CallOptionsError, MalformedChunkError, MissingModelError, StreamError } from "@zoetrope/core";
import { OpenAIStream, openaiCall } from "@zoetrope/openai";
import { cut, gzip, html, json, noContent, redirect, startTestServer } from "@zoetrope/test-server";
import { OpenAI } from "openai";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { ask, askWhole, clientOf, read } from "./__fixtures__/ask-server.js";
import { answer, completion } from "./__fixtures__/chat-chunks.js";

/** Calls what the types forbid, as JavaScript does. */
const untyped = (...args: unknown[]): unknown => Reflect.apply(openaiCall, undefined, args);
const decorate = (...args: unknown[]): unknown => Reflect.apply(openaiCall("m"), undefined, args);

/** What a call threw, or its promise was rejected with. */
async function thrownBy(fn: () => unknown): Promise<unknown> {
  try {
    await fn();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown.");
}

class Search extends BaseTool.with({ query: z.string() }) {
  override call() {
    return this.query;
  }
}

describe("at decoration", () => {
  const two = { type: "function", function: { name: "Search" } } as const;
  const Named = (name: string) =>
    class extends BaseTool.with({}, { name }) {
      override call() {}
    };
  class NoTool {
    call() {}
  }

  test.each<[string, unknown[], RegExp]>([
    ["an empty model", [""], /model is "".*openaiCall\("gpt-4o-mini"\)/],
    ["a blank model", ["  "], /model/],
    ["an empty model in the options", [{ model: "" }], /model/],
    ["two tools with one name", ["m", { tools: [Search, Search] }], /Two tools.*"Search".*Rename/],
    ["a class and a raw tool with one name", ["m", { tools: [Search, two] }], /Two tools.*"Search"/],
    ["a tool name with a space", ["m", { tools: [Named("web search")] }], /"web search".*letters/],
    ["a tool name of 65 letters", ["m", { tools: [Named("x".repeat(65))] }], /refuses the tool name/],
    [
      "a raw tool whose name is refused",
      ["m", { tools: [{ type: "function", function: { name: "größe" } }] }],
      /"größe"/,
    ],
    ["a tool without a name", ["m", { tools: [class extends Search {}] }], /no name/],
    ["a class that is no tool", ["m", { tools: [NoTool] }], /NoTool is no tool.*BaseTool\.with/],
    ["an unknown option", ["m", { steam: true }], /"steam" is no option.*stream/],
    ["an option that objects inherit", ["m", { constructor: 1 }], /"constructor" is no option/],
    ["stream that is no boolean", ["m", { stream: "yes" }], /stream is "yes"/],
    [
      "outputParser with stream",
      ["m", { stream: true, outputParser: String }],
      /outputParser cannot be combined with stream/,
    ],
    ["an outputParser that is no function", ["m", { outputParser: "x" }], /outputParser/],
    ["an unknown decoder", ["m", { decode: "fast" }], /decode is "fast".*"wire" or "sdk"/],
    ["an unknown policy for invalid tools", ["m", { onInvalidTool: "ignore" }], /onInvalidTool is "ignore"/],
    [
      "a controller in the place of its signal",
      ["m", { signal: new AbortController() }],
      /signal is no AbortSignal.*not the controller/,
    ],
    ["a signal that is text", ["m", { signal: "stop" }], /signal is no AbortSignal/],
    ["a client that is a number", ["m", { client: 5 }], /client.*no OpenAI client/],
    ["a client that is null", ["m", { client: null }], /no OpenAI client/],
    [
      "the chat of a client in its place",
      ["m", { client: { completions: {} } }],
      /no OpenAI client.*chat\.completions/,
    ],
    ["params that are no JSON", ["m", { callParams: { stop: () => "." } }], /callParams.*JSON/],
    [
      "params that the library sets",
      ["m", { callParams: { stream: true } }],
      /callParams\.stream is set by the library/,
    ],
    ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "10", null].map((value): [string, unknown[], RegExp] => [
      `limits.eventSize: ${value}`,
      ["m", { limits: { eventSize: value } }],
      /limits\.eventSize is .*whole number of at least 1/,
    ]),
    ["an unknown limit", ["m", { limits: { chunks: 1 } }], /limits\.chunks is no limit.*eventSize, toolCalls, choices/],
  ])("%s is a CallOptionsError", (_, args, message) => {
    expect(() => untyped(...args)).toThrow(CallOptionsError);
    expect(() => untyped(...args)).toThrow(message);
  });

  class Book {
    get title() {
      return "Dune";
    }
  }
  const getter = Object.getOwnPropertyDescriptor(Book.prototype, "title");
  test.each<[string, unknown[], RegExp]>([
    ["a class, applied by a call", [Book], /the class Book/],
    ["a class, in the standard kind", [Book, { kind: "class", name: "Book" }], /the class Book/],
    ["a getter, in the standard kind", [getter?.get, { kind: "getter", name: "title" }], /getter "title"/],
    ["a getter, in the legacy kind", [Book, "title", getter], /title/],
    ["a field, in the standard kind", [undefined, { kind: "field", name: "title" }], /field "title"/],
    ["a field, in the legacy kind", [{}, "title"], /title/],
    ["nothing", [], /undefined/],
    ["a string: the model's name in the wrong place", ["Recommend a book"], /string/],
    ["null", [null], /null/],
  ])("a decorator on %s is a CallOptionsError", (_, args, message) => {
    expect(() => decorate(...args)).toThrow(CallOptionsError);
    expect(() => decorate(...args)).toThrow(message);
  });
});

describe("at the call", () => {
  /** What a call of this prompt function threw, in each of the two forms. */
  async function bothThrown(client: OpenAI, prompt: () => unknown): Promise<unknown[]> {
    const call = (options: object): unknown => {
      const fn: unknown = Reflect.apply(openaiCall("m", { client, ...options }), undefined, [prompt]);
      return typeof fn === "function" ? Reflect.apply(fn, undefined, []) : undefined;
    };
    const streamed = async () => {
      const stream = call({ stream: true });
      if (!(stream instanceof OpenAIStream)) throw new Error("Expected a stream.");
      await stream.response();
    };
    return [await thrownBy(streamed), await thrownBy(async () => await call({}))];
  }

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a number", 7],
    ["an empty list", []],
    ["a list of numbers", [7]],
    ["an object that is no message", { content: "Hi" }],
    [
      "an unknown role",
      [{ role: "robot", content: [{ type: "image", source: { type: "url", url: "https://x.test/y" } }] }],
    ],
    [
      "a Blob that is no image",
      [{ role: "user", content: [{ type: "image", source: { type: "blob", blob: new Blob(["text"]) } }] }],
    ],
  ])("a prompt function that returns %s is a CallOptionsError, and nothing is sent", async (_, result) => {
    await using server = await startTestServer();
    const client = clientOf(server);
    const thrown = [...(await bothThrown(client, () => result)), ...(await bothThrown(client, async () => result))];
    expect(thrown).toEqual(thrown.map(() => expect.any(CallOptionsError)));
    expect(server.requests).toEqual([]);
  });

  test("no model at all is a MissingModelError that names the function", async () => {
    const fn = openaiCall({})(function recommendBook() {
      return "Hi";
    });
    const error = await thrownBy(fn);
    expect(error).toBeInstanceOf(MissingModelError);
    expect(String(error)).toContain("recommendBook has no model");
  });

  test("a signal aborted before the call: its reason is thrown, and nothing is sent", async () => {
    await using server = await startTestServer();
    const signal = AbortSignal.abort("too late");
    const stream = ask(server, { signal });
    expect((await read(stream)).error).toBe("too late");
    expect(stream.ending).toEqual({ status: "aborted", cause: "too late" });
    await expect(ask(server, { signal }).open()).rejects.toBe("too late");
    await expect(ask(server, { signal }).response()).rejects.toBe("too late");
    await expect(askWhole(server, { signal })).rejects.toBe("too late");
    expect(server.requests).toEqual([]);
  });

  test("a tool result for an unknown id is a CallOptionsError that names the id, and nothing is sent", async () => {
    await using server = await startTestServer();
    const history = [
      { role: "user", content: "Hi" },
      { role: "tool", tool_call_id: "call_9", content: "42" },
    ];
    const client = clientOf(server);
    const thrownTwice = [
      ...(await bothThrown(client, () => history)),
      ...(await bothThrown(client, async () => history)),
    ];
    for (const thrown of thrownTwice) {
      expect(thrown).toBeInstanceOf(CallOptionsError);
      expect(String(thrown)).toMatch(/"call_9".*messageParam/);
    }
    expect(server.requests).toEqual([]);
  });

  test("no key and no base URL: the SDK's error names the variable, and a key that comes later is used", async () => {
    vi.stubEnv("OPENAI_API_KEY", undefined);
    vi.stubEnv("OPENAI_BASE_URL", undefined);
    try {
      const fn = openaiCall("m")(() => "Hi");
      expect(String(await thrownBy(fn))).toContain("OPENAI_API_KEY");
      expect(String((await read(openaiCall("m", { stream: true })(() => "Hi")())).error)).toContain("OPENAI_API_KEY");
      await using server = await startTestServer();
      server.reply(json(200, completion({ content: "Hello" })));
      vi.stubEnv("OPENAI_API_KEY", "sk-later");
      vi.stubEnv("OPENAI_BASE_URL", `${server.url}/v1`);
      expect((await fn()).content).toBe("Hello");
      expect(server.requests[0]?.headers.authorization).toBe("Bearer sk-later");
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("from the server", () => {
  test.each([
    [404, "The model `gpt-9` does not exist", OpenAI.NotFoundError],
    [401, "Incorrect API key provided", OpenAI.AuthenticationError],
    [400, "Invalid value for 'temperature'", OpenAI.BadRequestError],
  ])("%i is the SDK's own error", async (status, message, errorClass) => {
    await using server = await startTestServer();
    server.reply(json(status, { error: { message, type: "invalid_request_error" } }));
    const stream = ask(server);
    const { error } = await read(stream);
    for (const thrown of [error, await thrownBy(() => askWhole(server)), await thrownBy(() => ask(server).open())]) {
      expect(thrown).toBeInstanceOf(errorClass);
      expect(String(thrown)).toContain(message);
    }
    expect(stream.ending).toEqual({ status: "failed", cause: error });
    expect(() => stream.constructCallResponse()).toThrow(errorClass);
  });

  test("429 is the SDK's own error after the SDK's retries, and none of ours", async () => {
    await using server = await startTestServer();
    server.reply({
      status: 429,
      headers: { "content-type": "application/json", "retry-after-ms": "1" },
      body: ['{"error":{"message":"slow down"}}'],
    });
    const client = clientOf(server, 2);
    expect((await read(ask(server, { client }))).error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(server.requests.length).toBe(3);
    expect(await thrownBy(() => askWhole(server, { client }))).toBeInstanceOf(OpenAI.RateLimitError);
    expect(server.requests.length).toBe(6);
  });

  test("429 and then an answer: the SDK's retry is enough", async () => {
    await using server = await startTestServer();
    server.reply({ status: 429, headers: { "retry-after-ms": "1" }, body: [] });
    server.reply({ body: answer("Hello") });
    expect((await read(ask(server, { client: clientOf(server, 2) }))).text).toBe("Hello");
  });

  test("a server that is not there is the SDK's connection error", async () => {
    const gone = await startTestServer();
    const client = clientOf(gone);
    await gone.close();
    const { error } = await read(ask(gone, { client }));
    for (const thrown of [error, await thrownBy(() => askWhole(gone, { client }))]) {
      expect(thrown).toBeInstanceOf(OpenAI.APIConnectionError);
      expect(thrown).toHaveProperty("cause.cause.code", "ECONNREFUSED");
    }
  });

  test("307 is followed, with its body", async () => {
    await using target = await startTestServer();
    await using server = await startTestServer();
    server.reply(redirect(`${target.url}/v1/chat/completions`));
    target.reply({ body: answer("Hello") });
    target.reply(json(200, completion({ content: "Hello" })));
    expect((await read(ask(server))).text).toBe("Hello");
    expect((await askWhole(server)).content).toBe("Hello");
    expect(target.requests.map(({ body }) => body)).toEqual(server.requests.map(({ body }) => body));
  });

  test("302 to a page is an error that quotes the page and names where it came from", async () => {
    await using login = await startTestServer();
    await using server = await startTestServer();
    server.reply(redirect(`${login.url}/login`, 302));
    login.reply(html(200, "<h1>Sign in</h1>"));
    const { error } = await read(ask(server));
    for (const thrown of [error, await thrownBy(() => askWhole(server))]) {
      expect(thrown).toBeInstanceOf(MalformedChunkError);
      expect(String(thrown)).toContain("<h1>Sign in</h1>");
      expect(String(thrown)).toContain(`redirected to ${login.url}/login`);
    }
  });

  test("204 says so, streamed and whole", async () => {
    await using server = await startTestServer();
    server.reply(noContent());
    const { error } = await read(ask(server));
    for (const thrown of [error, await thrownBy(() => askWhole(server))]) {
      expect(StreamError.isInstance(thrown)).toBe(true);
      expect(String(thrown)).toMatch(/204/);
    }
  });

  test.each([
    ["HTML", html(200, "<h1>Welcome</h1>"), "MalformedChunkError", "<h1>Welcome</h1>"],
    ["an error", json(200, { error: { message: "model overloaded" } }), "ProviderStreamError", "model overloaded"],
    ["JSON of something else", json(200, { hello: "world" }), "MalformedChunkError", '{\\"hello\\"'],
    ["a JSON string", json(200, "hello"), "MalformedChunkError", "hello"],
    ["null", json(200, null), "MalformedChunkError", "null"],
    ["a list", json(200, []), "MalformedChunkError", "[]"],
  ])("%s in a 200 is an error that quotes it, streamed and whole", async (_, script, name, quoted) => {
    await using server = await startTestServer();
    server.reply(script);
    const { error, chunks } = await read(ask(server));
    for (const thrown of [error, await thrownBy(() => askWhole(server))]) {
      expect(thrown).toMatchObject({ name, message: expect.stringContaining(quoted) });
    }
    expect(chunks).toEqual([]);
  });

  test("an event stream where a whole answer was asked for is an error that quotes it", async () => {
    await using server = await startTestServer();
    server.reply({ body: answer("Hello") });
    const error = await thrownBy(() => askWhole(server));
    expect(error).toBeInstanceOf(MalformedChunkError);
    expect(String(error)).toContain("data: {");
  });

  test.each([
    ["a provider's error", json(200, { error: { message: "model overloaded" } }), "ProviderStreamError"],
    ["a page", html(200, "<h1>Welcome</h1>"), "MalformedChunkError"],
    ["a body that breaks", { body: ['{"choices":[', cut()] }, "StreamTransportError"],
  ])(
    "%s: the error of a whole call carries provider and request id, and shows no key that a logger would walk",
    async (_, script, name) => {
      await using server = await startTestServer();
      server.reply({ ...script, headers: { "content-type": "application/json", "x-request-id": "req_7" } });
      const thrown = await thrownBy(() => askWhole(server));
      expect(thrown).toMatchObject({ name, provider: "openai", requestId: "req_7", partial: null });
      const shown = Object.keys(Object(thrown));
      for (const key of ["partial", "provider", "requestId"]) expect(shown).not.toContain(key);
      expect(JSON.stringify(thrown)).not.toContain("req_7");
    },
  );

  test("a redirect's query and fragment never show in an error: logins put their tokens there", async () => {
    await using login = await startTestServer();
    await using server = await startTestServer();
    server.reply(redirect(`${login.url}/login?token=SECRET#SECRET`, 302));
    login.reply(html(200, "<h1>Sign in</h1>"));
    for (const thrown of [(await read(ask(server))).error, await thrownBy(() => askWhole(server))]) {
      expect(String(thrown)).toContain(`redirected to ${login.url}/login.`);
      expect(`${String(thrown)} ${JSON.stringify(thrown)}`).not.toMatch(/SECRET|token/);
    }
  });

  test("a gzip body cut short is a StreamError with what had arrived", async () => {
    await using server = await startTestServer();
    const words = Array.from({ length: 400 }, (_, i) => `word${(i * 7919) % 1009} `);
    server.reply(gzip(answer(...words).join(""), 400));
    const stream = ask(server);
    const { error, text } = await read(stream);
    if (!StreamError.isInstance(error)) throw new Error("Expected a StreamError.", { cause: error });
    expect(["StreamTruncatedError", "StreamTransportError"]).toContain(error.name);
    expect(text.length).toBeGreaterThan(0);
    expect(words.join("").startsWith(text)).toBe(true);
    expect(error.partial?.content).toBe(text);
    server.reply({ ...gzip(JSON.stringify(completion({ content: words.join("") })), 400) });
    expect(StreamError.isInstance(await thrownBy(() => askWhole(server)))).toBe(true);
  });
});
