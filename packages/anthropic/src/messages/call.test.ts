import { Anthropic } from "@anthropic-ai/sdk";
import {
  BaseTool,
  CallOptionsError,
  ContentFilterError,
  Messages,
  OutputTruncatedError,
  ProviderStreamError,
  RawTool,
  runTools,
  tool,
} from "@zoetrope/core";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { createTestClient, type TestEvent, type TestMessage } from "../testing.js";
import { call as callEvents, end, start, text } from "./__fixtures__/message-events.js";
import type { AnthropicCallResponse } from "./call-response.js";
import { anthropicCall } from "./call.js";
import type { AnthropicStream } from "./stream.js";

const model = "claude-sonnet-5-5";

class Weather extends BaseTool.with({ city: z.string() }, { description: "Forecasts.", examples: [{ city: "Oslo" }] }) {
  override call(): string {
    return `sunny in ${this.city}`;
  }
}

const Book = z.object({ title: z.string().min(2), year: z.int().optional() });

function said(content: readonly object[], fields: Partial<TestMessage> = {}): TestMessage {
  const usage = { input_tokens: 3, output_tokens: 9 } as Anthropic.Usage;
  const head = { id: "msg_1", role: "assistant", model: "m-1", stop_reason: "end_turn", usage } as const;
  return { type: "message", ...head, content, ...fields };
}

function words(...pieces: readonly string[]): TestEvent[] {
  return [start(), ...text(0, ...pieces), end("end_turn")];
}

describe("a call", () => {
  it("sends what is needed and no more, and gives the response", async () => {
    const client = createTestClient([said([{ type: "text", text: "Dune" }])]);
    const recommend = anthropicCall(model, { client })((genre: string) => `A ${genre} book`);
    const response = await recommend("fantasy");
    expectTypeOf(response).toEqualTypeOf<AnthropicCallResponse>();
    expect(client.requests[0]?.body).toEqual({
      model,
      max_tokens: 4096,
      messages: [{ role: "user", content: "A fantasy book" }],
    });
    expect([response.content, response.requestId, response.common.finishReason, response.totalTokens]).toEqual([
      "Dune",
      "req_test",
      "stop",
      12,
    ]);
    expect(await recommend.toRequest("fantasy")).toEqual(client.requests[0]?.body);
  });

  it("streams the same response", async () => {
    const client = createTestClient([
      ...words("Du", "ne"),
      said([{ type: "text", text: "Dune" }], { stop_sequence: null }),
    ]);
    const stream = anthropicCall(model, { client, stream: true })(() => "A book")();
    expectTypeOf(stream).toEqualTypeOf<AnthropicStream>();
    const pieces: string[] = [];
    for await (const [chunk] of stream) pieces.push(chunk.content);
    const whole = await anthropicCall(model, { client })(() => "A book")();
    expect(pieces.filter(Boolean)).toEqual(["Du", "ne"]);
    expect(stream.constructCallResponse().toJSON()).toEqual(whole.toJSON());
    expect(client.requests.map(({ body }) => body["stream"])).toEqual([true, undefined]);
  });

  it("puts system messages where Anthropic has them, and keeps them beside the answer", async () => {
    const client = createTestClient([said([])]);
    const cacheControl = { type: "ephemeral" } as const;
    const response = await anthropicCall(model, { client })(() => [
      Messages.system([{ type: "text", text: "Long.", cacheControl }]),
      Messages.developer("Brief."),
      Messages.user("?"),
    ])();
    expect(client.requests[0]?.body).toMatchObject({
      system: [
        { type: "text", text: "Long.", cache_control: { type: "ephemeral" } },
        { type: "text", text: "Brief." },
      ],
      messages: [{ role: "user", content: "?" }],
    });
    expect(response.messages.map(({ role }) => role)).toEqual(["system", "system", "user"]);
    expect(response.userMessageParam).toEqual({ role: "user", content: "?" });
  });

  it("takes neutral params, betas and its own, and asks for more tokens than thinking may use", async () => {
    const client = createTestClient([said([]), said([])]);
    const thinking = { type: "enabled", budget_tokens: 2000 } as const;
    const callParams = { stop: "END", topP: 0.5, betas: ["a-1", "b-2"], thinking };
    await anthropicCall(model, { client, callParams })(() => "?")();
    await anthropicCall(model, { client, callParams: { maxTokens: 10 } })(() => "?")();
    expect(client.requests[0]?.body).toEqual({
      model,
      max_tokens: 6096,
      stop_sequences: ["END"],
      top_p: 0.5,
      thinking,
      messages: [{ role: "user", content: "?" }],
    });
    expect(client.requests[0]?.headers.get("anthropic-beta")).toBe("a-1,b-2");
    expect(client.requests[1]?.body).toMatchObject({ max_tokens: 10 });
  });

  it("goes on after pause_turn with the message as it came", async () => {
    const paused = [{ type: "server_tool_use", id: "s1", name: "web_search", input: { query: "x" } }];
    const client = createTestClient([said(paused, { stop_reason: "pause_turn" }), said([])]);
    const ask = anthropicCall(model, { client })((history: readonly Anthropic.MessageParam[]) => [...history]);
    const first = await ask([{ role: "user", content: "?" }]);
    await ask([...first.messages, first.messageParam]);
    expect(first.finishReasons).toEqual(["pause_turn"]);
    expect(client.requests[1]?.body["messages"]).toEqual([
      { role: "user", content: "?" },
      { role: "assistant", content: paused },
    ]);
  });

  it("computes its prompt, params and tools for one run", async () => {
    const client = createTestClient([said([])]);
    await anthropicCall({ client })(() => ({
      messages: [Messages.user("?")],
      callParams: { model, temperature: 0.5 },
      tools: [Weather],
    }))();
    expect(client.requests[0]?.body).toMatchObject({ model, temperature: 0.5, tools: [{ name: "Weather" }] });
  });

  it("S7: a refused request is the SDK's own error, with the provider's message", async () => {
    const refusal = (): Response =>
      Response.json({ type: "error", error: { type: "not_found_error", message: "model: m" } }, { status: 404 });
    const client = createTestClient([refusal(), refusal(), said([], { content: undefined } as never)]);
    const whole = anthropicCall(model, { client })(() => "?")();
    await expect(whole).rejects.toThrow(Anthropic.NotFoundError);
    const stream = anthropicCall(model, { client, stream: true })(() => "?")();
    await expect(stream.response()).rejects.toThrow(/model: m/);
  });

  it("an error in a whole answer with status 200 is the provider's", async () => {
    const client = createTestClient([Response.json({ type: "error", error: { message: "Overloaded" } })]);
    await expect(anthropicCall(model, { client })(() => "?")()).rejects.toThrow(ProviderStreamError);
  });

  it("is tried again after an overload that is told behind a status 200", async () => {
    const overload = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    const client = createTestClient([[start(), overload], ...words("Du", "ne")]);
    const stream = anthropicCall(model, { client, stream: true, retry: { attempts: 2, delay: 0 } })(() => "?")();
    expect([(await stream.response()).content, client.requests.length]).toEqual(["Dune", 2]);
  });

  it("explains itself without a key", async () => {
    const ask = anthropicCall(model, { apiKey: "sk-secret", tools: [Weather] })(() => [
      Messages.system("Hi"),
      Messages.user("?"),
    ]);
    const explained = await ask.explain();
    expect(explained).toContain("max_tokens: 4096 ← library default");
    expect(explained).toContain(`system: "Hi" ← the prompt's system messages`);
    expect(explained).toContain("messages[0] user");
    expect(explained).not.toContain("secret");
  });

  it("refuses bad options at decoration", () => {
    const refused: [() => unknown, string][] = [
      [() => anthropicCall(model, { client: { chat: {} } as never }), "messages"],
      [
        () => anthropicCall(model, { callParams: { system: "x" } as never })(() => "?")(),
        "callParams.system is set by",
      ],
      [() => anthropicCall(model, { jsonMode: true }), "Anthropic has no JSON mode without a schema."],
      [
        () => anthropicCall(model, { responseModel: Book, mode: "json" }),
        "Anthropic has no JSON mode without a schema.",
      ],
      [
        () => anthropicCall(model, { toolChoice: "required" })(() => "?")(),
        'toolChoice is "required", and the call has no tools.',
      ],
      [() => anthropicCall(model, { tools: [{ ...rawTool, name: "a b" }] }), 'Anthropic refuses the tool name "a b"'],
    ];
    for (const [decorate, message] of refused) expect(decorate).toThrow(message);
    expect(refused[2]![0]).toThrow(CallOptionsError);
  });
});

const rawTool = { type: "custom", name: "raw", input_schema: { type: "object" } } as const;

describe("tools", () => {
  it("run over two turns", async () => {
    const client = createTestClient([
      start(),
      ...text(0, "Let me see."),
      ...callEvents(1, { id: "t1", name: "Weather" }, '{"city":"Oslo"}'),
      end("tool_use"),
      ...words("Sunny."),
    ]);
    const ask = anthropicCall(model, { client, stream: true, tools: [Weather] })(
      (history: Anthropic.MessageParam[]) => history,
    );
    const run = runTools(ask, [{ role: "user", content: "Oslo?" }]);
    const { reason, messages } = await run.result();
    expect(reason).toBe("done");
    expect(messages).toEqual([
      { role: "user", content: "Oslo?" },
      {
        role: "assistant",
        content: [
          { type: "text", text: "Let me see." },
          { type: "tool_use", id: "t1", name: "Weather", input: { city: "Oslo" } },
        ],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "sunny in Oslo" }] },
      { role: "assistant", content: [{ type: "text", text: "Sunny." }] },
    ]);
    expect(client.requests[0]?.body["tools"]).toEqual([
      {
        name: "Weather",
        description: "Forecasts.",
        input_examples: [{ city: "Oslo" }],
        input_schema: expect.objectContaining({ type: "object", required: ["city"] }),
      },
    ]);
  });

  it("of the user, of the provider and made by tool() stand side by side", async () => {
    const now = tool({ name: "now", parameters: z.object({}), strict: true }, () => 12);
    const search = { type: "web_search_20250305", name: "web_search" } as const;
    const client = createTestClient([said([{ type: "tool_use", id: "t1", name: "raw", input: { a: 1 } }])]);
    const ask = anthropicCall(model, { client, tools: [Weather, now, rawTool, search], toolChoice: "now" })(() => "?");
    const { tools } = await ask();
    expect(tools[0]).toBeInstanceOf(RawTool);
    expect(client.requests[0]?.body).toMatchObject({
      tools: [
        { name: "Weather" },
        { name: "now", strict: true, input_schema: { additionalProperties: false } },
        rawTool,
        search,
      ],
      tool_choice: { type: "tool", name: "now" },
    });
  });

  it("partial tools grow in the pairs", async () => {
    const client = createTestClient([
      start(),
      ...callEvents(0, { id: "t1", name: "Weather" }, '{"city":', '"Os', 'lo"}'),
      end("tool_use"),
    ]);
    const stream = anthropicCall(model, { client, stream: { partialTools: true }, tools: [Weather] })(() => "?")();
    const seen: unknown[] = [];
    for await (const [, tool] of stream) if (tool) seen.push("partial" in tool ? tool.args : tool.toolCall.args);
    expect(seen.at(-1)).toEqual({ city: "Oslo" });
    expect(seen.length).toBeGreaterThan(2);
  });
});

describe("structured output", () => {
  const json = '{"title":"Dune","year":1965}';

  it("is asked for by the API's own format, whole and streamed alike", async () => {
    const client = createTestClient([
      said([{ type: "text", text: json }]),
      ...words(json.slice(0, 12), json.slice(12)),
    ]);
    const callParams = { output_config: { effort: "low" } } as const;
    const book = await anthropicCall(model, { client, responseModel: Book, callParams })(() => "?")();
    const stream = anthropicCall(model, { client, responseModel: Book, stream: true, callParams })(() => "?")();
    expectTypeOf(book).toEqualTypeOf<{ title: string; year?: number | undefined }>();
    for await (const partial of stream) expectTypeOf(partial.title).toEqualTypeOf<string | undefined>();
    expect([book, await stream.final()]).toEqual([
      { title: "Dune", year: 1965 },
      { title: "Dune", year: 1965 },
    ]);
    const [whole, streamed] = client.requests.map(({ body }) => body);
    expect(streamed).toEqual({ ...whole, stream: true });
    expect(whole?.["output_config"]).toEqual({
      effort: "low",
      format: {
        type: "json_schema",
        schema: {
          type: "object",
          properties: {
            title: { type: "string", description: "(minLength: 2)" },
            year: expect.objectContaining({ type: "integer" }),
          },
          required: ["title"],
          additionalProperties: false,
        },
      },
    });
  });

  it("is a forced tool where the mode says so, and where the schema cannot be held to", async () => {
    const use = (input: object): object => ({ type: "tool_use", id: "t1", name: "response", input });
    const client = createTestClient([
      said([use({ title: "Dune" })]),
      start(),
      ...callEvents(0, { id: "t1", name: "response" }, '{"title":', '"Dune"}'),
      end("tool_use"),
      said([use({ a: 1 })]),
    ]);
    const options = { client, responseModel: Book, mode: "tool" } as const;
    expect(await anthropicCall(model, options)(() => "?")()).toEqual({ title: "Dune" });
    const stream = anthropicCall(model, { ...options, stream: true })(() => "?")();
    expect(await stream.final()).toEqual({ title: "Dune" });
    const counts = z.record(z.string(), z.number());
    expect(await anthropicCall(model, { client, responseModel: counts })(() => "?")()).toEqual({ a: 1 });
    for (const { body } of client.requests) {
      expect(body).toMatchObject({ tool_choice: { type: "tool", name: "response" }, tools: [{ name: "response" }] });
    }
  });

  it("goes back to the model with what is wrong, as the answer to its call or as a message", async () => {
    const client = createTestClient([
      said([{ type: "text", text: '{"title":"D"}' }]),
      said([{ type: "text", text: json }]),
      said([{ type: "tool_use", id: "t1", name: "response", input: { title: "D" } }]),
      said([{ type: "tool_use", id: "t2", name: "response", input: { title: "Dune" } }]),
    ]);
    const retry = { validation: 1 };
    await anthropicCall(model, { client, responseModel: Book, retry })(() => "?")();
    await anthropicCall(model, { client, responseModel: Book, retry, mode: "tool" })(() => "?")();
    expect(client.requests[1]?.body["messages"]).toMatchObject([
      { role: "user", content: "?" },
      { role: "assistant", content: [{ type: "text", text: '{"title":"D"}' }] },
      { role: "user", content: expect.stringContaining("title") },
    ]);
    expect(client.requests[3]?.body["messages"]).toMatchObject([
      { role: "user", content: "?" },
      { role: "assistant", content: [{ type: "tool_use", id: "t1" }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", is_error: true }] },
    ]);
  });

  it("R7: an answer that is none has an error of its own", async () => {
    const client = createTestClient([
      said([{ type: "text", text: '{"ti' }], { stop_reason: "max_tokens" }),
      said([], { stop_reason: "refusal" }),
    ]);
    const ask = anthropicCall(model, { client, responseModel: Book })(() => "?");
    await expect(ask()).rejects.toThrow(OutputTruncatedError);
    await expect(ask()).rejects.toThrow(ContentFilterError);
  });

  it("tells what call params contradict", () => {
    const tried = (callParams: object, mode: "auto" | "tool"): (() => unknown) => {
      const client = createTestClient([]);
      return anthropicCall(model, { client, responseModel: Book, mode, callParams, stream: true })(() => "?");
    };
    const format = { type: "json_schema", schema: {} };
    expect(tried({ output_config: { format } }, "auto")).toThrow("callParams.output_config.format is set by");
    expect(tried({ tool_choice: { type: "auto" } }, "tool")).toThrow("callParams.tool_choice is set by");
    expect(tried({ thinking: { type: "enabled", budget_tokens: 1024 } }, "tool")).toThrow("does not let a model think");
  });
});

describe("a client of the library's own", () => {
  const key = process.env["ANTHROPIC_API_KEY"];
  beforeEach(() => void (process.env["ANTHROPIC_API_KEY"] = "sk-env"));
  afterEach(() => {
    if (key === undefined) delete process.env["ANTHROPIC_API_KEY"];
    else process.env["ANTHROPIC_API_KEY"] = key;
  });

  it("P8: is made for its key and address, and leaves the environment alone", async () => {
    const { resolveClient } = await import("../client.js");
    const [first, again, other] = await Promise.all([
      resolveClient({ baseURL: "http://127.0.0.1:1" }),
      resolveClient({ baseURL: "http://127.0.0.1:1" }),
      resolveClient({ baseURL: "http://127.0.0.1:1", apiKey: "sk-other" }),
    ]);
    expect([first === again, first === other]).toEqual([true, false]);
    expect([first, other]).toMatchObject([{ apiKey: "sk-env" }, { apiKey: "sk-other" }]);
    expect(process.env["ANTHROPIC_API_KEY"]).toBe("sk-env");
  });
});
