import { BaseTool, RawTool, runTools, type Message } from "@zoetrope/core";
import { stall, startTestServer } from "@zoetrope/test-server";
import { APIError, OpenAI } from "openai";
import { expect, expectTypeOf, it, vi } from "vitest";
import * as z from "zod";
import { createTestClient, type TestEvent, type TestResponse } from "../testing.js";
import { call as item, message, response, sse, usage } from "./__fixtures__/events.js";
import type { OpenAIResponsesCallResponse } from "./call-response.js";
import { openaiResponsesCall } from "./call.js";
import type { OpenAIResponsesMessageParam } from "./is-own-message.js";
import { resumeResponse } from "./resume-response.js";
import type { OpenAIResponsesStream } from "./stream.js";

class Add extends BaseTool.with({ a: z.number(), b: z.number() }, { description: "Adds." }) {
  call() {
    return this.a + this.b;
  }
}

const whole = (output: readonly unknown[], more: object = {}): TestResponse =>
  response("completed", output, { usage, ...more }) as unknown as TestResponse;

const streamed = (output: readonly unknown[], ...deltas: string[]): TestEvent[] => [
  { type: "response.created", response: response("in_progress", []) },
  ...deltas.map((delta) => ({ type: "response.output_text.delta", output_index: 0, content_index: 0, delta })),
  { type: "response.completed", response: response("completed", output, { usage }) },
];

it("asks, and gives a whole answer", async () => {
  const client = createTestClient([whole([message("Dune")])]);
  const recommend = openaiResponsesCall("gpt-5-mini", {
    client,
    callParams: { maxTokens: 50, reasoning: { effort: "low" } },
  })((genre: string) => `Recommend a ${genre} book`);
  const answer = await recommend("fantasy");
  expectTypeOf(answer).toEqualTypeOf<OpenAIResponsesCallResponse<never>>();
  expect(answer).toMatchObject({
    content: "Dune",
    id: "resp_1",
    finishReasons: ["completed"],
    inputTokens: 3,
    cachedTokens: 1,
    totalTokens: 8,
    ending: { status: "complete" },
    common: {
      finishReason: "stop",
      usage: { reasoningTokens: 2 },
      messages: [{ role: "user", content: "Recommend a fantasy book" }],
    },
  });
  expect(answer.response.output_text).toBe("Dune");
  expect(client.requests[0]).toMatchObject({ url: expect.stringMatching(/\/responses$/) });
  expect(client.requests[0]!.body).toEqual({
    model: "gpt-5-mini",
    max_output_tokens: 50,
    reasoning: { effort: "low" },
    input: [{ role: "user", content: "Recommend a fantasy book" }],
  });
});

it("streams, and constructs what the same call without stream gives", async () => {
  const client = createTestClient([streamed([message("Dune")], "Du", "ne"), whole([message("Dune")])]);
  const prompt = (genre: string): string => `Recommend a ${genre} book`;
  const stream = openaiResponsesCall("m", { client, stream: true })(prompt)("fantasy");
  expectTypeOf(stream).toEqualTypeOf<OpenAIResponsesStream<never, never>>();
  const said: string[] = [];
  for await (const [chunk] of stream) said.push(chunk.content);
  expect(said).toEqual(["", "Du", "ne", ""]);
  const answer = await openaiResponsesCall("m", { client })(prompt)("fantasy");
  const { timing: _, ...wanted } = answer;
  const { timing, ...built } = stream.constructCallResponse();
  expect(built).toEqual(wanted);
  expect(timing.endedAt).not.toBeNull();
  expect(client.requests[0]!.body).toEqual({ ...client.requests[1]!.body, stream: true });
});

it("works with tools over two turns, streamed or not; reasoning goes back as it came", async () => {
  const reasoning = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "secret" };
  const first = [reasoning, item("1", "Add", '{"a":1,"b":2}')];
  for (const stream of [true, false] as const) {
    const client = createTestClient(
      stream ? [streamed(first), streamed([message("3")], "3")] : [whole(first), whole([message("3")])],
    );
    const history = (messages: OpenAIResponsesMessageParam[]): OpenAIResponsesMessageParam[] => messages;
    const input: OpenAIResponsesMessageParam[] = [{ role: "user", content: "1 + 2?" }];
    const run = stream
      ? runTools(openaiResponsesCall("m", { client, stream: true, tools: [Add] })(history), input)
      : runTools(openaiResponsesCall("m", { client, tools: [Add] })(history), input);
    const { reason, response: last } = await run.result();
    expect([reason, last?.content]).toEqual(["done", "3"]);
    expect(client.requests[1]!.body["input"]).toEqual([
      ...input,
      ...first,
      { type: "function_call_output", call_id: "call_1", output: "3" },
    ]);
  }
});

it("hands out calls as they grow, where that was asked for", async () => {
  const begun = { ...item("1", "Add", ""), status: "in_progress" };
  const client = createTestClient([
    { type: "response.output_item.added", output_index: 0, item: begun },
    { type: "response.function_call_arguments.delta", output_index: 0, item_id: "fc_1", delta: '{"a":1,' },
    { type: "response.function_call_arguments.delta", output_index: 0, item_id: "fc_1", delta: '"b":2}' },
    { type: "response.output_item.done", output_index: 0, item: item("1", "Add", '{"a":1,"b":2}') },
    { type: "response.completed", response: response("completed", []) },
  ]);
  const seen: unknown[] = [];
  const stream = openaiResponsesCall("m", { client, tools: [Add], stream: { partialTools: true } })(() => "?")();
  for await (const [, tool] of stream) {
    if (tool instanceof Add) seen.push(tool.call());
    else if (tool !== null && "partial" in tool) seen.push({ ...tool.args });
  }
  expect(seen).toEqual([{}, { a: 1 }, { a: 1, b: 2 }, 3]);
});

it("reads the client's own stream as well, for proxies that watch it", async () => {
  const error = { type: "error", code: "overloaded", message: "Too busy", sequence_number: 2, param: null };
  const client = createTestClient([
    streamed([message("Dune")], "Du", "ne"),
    [...streamed([], "Du").slice(0, 2), error],
  ]);
  const ask = openaiResponsesCall("m", { client, stream: true, decode: "sdk" })(() => "?");
  expect((await ask().response()).content).toBe("Dune");
  const broken = ask();
  await expect(broken.response()).rejects.toMatchObject({ name: "ProviderStreamError", partial: { content: "Du" } });
});

it("passes the provider's own tools through, and hands out calls of raw ones", async () => {
  const searched = { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "x" } };
  const client = createTestClient([whole([searched, item("1", "look", "{}"), message("Found.")])]);
  const look = { type: "function", name: "look", parameters: null, strict: null } as const;
  const answer = await openaiResponsesCall("m", { client, tools: [{ type: "web_search" }, look] })(() => "?")();
  expect(answer.tools).toEqual([expect.any(RawTool)]);
  expect(answer.response.output[0]).toEqual(searched);
  expect(client.requests[0]!.body["tools"]).toEqual([{ type: "web_search" }, look]);
});

it("asks for a value by its schema, or by a tool where the schema cannot be strict", async () => {
  const Book = z.object({ title: z.string() });
  const Scores = z.object({ scores: z.record(z.string(), z.number()) });
  const client = createTestClient([
    whole([message('{"title":"Dune"}')]),
    streamed([message('{"title":"Dune"}')], '{"title":"D', 'une"}'),
    whole([item("1", "Answer", '{"scores":{"a":1}}')]),
  ]);
  const book = await openaiResponsesCall("m", {
    client,
    responseModel: Book,
    callParams: { text: { verbosity: "low" } },
  })(() => "?")();
  expect(book).toEqual({ title: "Dune" });
  expect(client.requests[0]!.body["text"]).toMatchObject({
    verbosity: "low",
    format: { type: "json_schema", strict: true, schema: { required: ["title"] } },
  });

  const stream = openaiResponsesCall("m", { client, responseModel: Book, stream: true })(() => "?")();
  const titles: unknown[] = [];
  for await (const partial of stream) titles.push(partial.title);
  expect(titles).toEqual(["D", "Dune"]);
  expect(await stream.final()).toEqual({ title: "Dune" });

  const ask = openaiResponsesCall("m", { client, responseModel: Scores });
  const failed = await ask(() => "?")().catch((error: unknown) => error);
  const { tools, tool_choice } = client.requests[2]!.body as {
    tools: { name: string; strict: boolean }[];
    tool_choice: unknown;
  };
  expect(tool_choice).toEqual({ type: "function", name: tools[0]!.name });
  expect(tools[0]).toMatchObject({ type: "function", strict: false });
  // The model called another tool than the one that it was made to call.
  expect(failed).toBeInstanceOf(Error);
});

it("asks again with what was wrong, and answers the call that stood for the value", async () => {
  const Scores = z.object({ scores: z.record(z.string(), z.number()) });
  const client = createTestClient([]);
  const call = openaiResponsesCall("m", { client, responseModel: Scores, retry: { validation: 1 } })(() => "?");
  const name = String(Object(((await call.toRequest()) as unknown as { tools: unknown[] }).tools[0]).name);
  const answers = createTestClient([
    whole([item("1", name, '{"scores":{"a":"x"}}')]),
    whole([item("2", name, '{"scores":{"a":1}}')]),
  ]);
  const ask = openaiResponsesCall("m", { client: answers, responseModel: Scores, retry: { validation: 1 } })(() => "?");
  expect(await ask()).toEqual({ scores: { a: 1 } });
  expect(answers.requests[1]!.body["input"]).toMatchObject([
    { role: "user", content: "?" },
    { type: "function_call", call_id: "call_1" },
    { type: "function_call_output", call_id: "call_1", output: expect.stringContaining("scores") },
  ]);
});

it("says why there is no value: the answer was cut, filtered or refused", async () => {
  const cut = (reason: string) =>
    ({ ...whole([message('{"title":"D')]), status: "incomplete", incomplete_details: { reason } }) as TestResponse;
  const refusal = { ...message(""), content: [{ type: "refusal", refusal: "No." }] };
  const client = createTestClient([cut("max_output_tokens"), cut("content_filter"), whole([refusal])]);
  const ask = openaiResponsesCall("m", { client, responseModel: z.object({ title: z.string() }) })(() => "?");
  for (const name of ["OutputTruncatedError", "ContentFilterError", "RefusalError"]) {
    await expect(ask()).rejects.toMatchObject({ name });
  }
});

it("goes on from a response that the provider keeps", async () => {
  const client = createTestClient([whole([message("Ada")])]);
  const ask = openaiResponsesCall("m", { client })((previous: string) => ({
    messages: [{ role: "user", content: "And her name?" }] satisfies Message[],
    callParams: { previous_response_id: previous },
  }));
  await ask("resp_0");
  expect(client.requests[0]!.body).toMatchObject({
    previous_response_id: "resp_0",
    input: [{ content: "And her name?" }],
  });
});

it("closes the socket when the loop is left, and resumes what runs in the background", async () => {
  await using server = await startTestServer();
  const headers = { "content-type": "text/event-stream", "x-request-id": "req_1" };
  const events = streamed([message("Dune")], "Du", "ne").map((event, at) => ({ sequence_number: at, ...event }));
  const decoder = new TextDecoder();
  server.reply({ headers, body: [decoder.decode(sse(events.slice(0, 2))), stall()] });
  server.reply({ headers, body: [decoder.decode(sse(events.slice(2)))] });
  const client = new OpenAI({ apiKey: "sk-test", baseURL: `${server.url}/v1`, maxRetries: 0 });
  const stream = openaiResponsesCall("m", { client, stream: true, callParams: { background: true } })(() => "?")();
  for await (const [chunk] of stream) if (chunk.content !== "") break;
  expect(stream).toMatchObject({ content: "Du", sequenceNumber: 1, id: "resp_1", ending: { status: "aborted" } });

  await vi.waitFor(() => expect(server.openSockets).toBe(0));

  const rest = resumeResponse(stream.id, { startingAfter: stream.sequenceNumber ?? undefined, client });
  const whole = await rest.response();
  expect([rest.content, whole.content]).toEqual(["ne", "Dune"]);
  const { method, url } = server.requests[1]!;
  expect([method, url]).toEqual(["GET", "/v1/responses/resp_1?stream=true&starting_after=1"]);
});

it("throws the SDK's own error, with the provider's message, for a refused request", async () => {
  const refusal = () => Response.json({ error: { message: "No such model." } }, { status: 404 });
  const client = createTestClient([refusal(), refusal(), refusal()]);
  const errors = [
    await openaiResponsesCall("m", { client })(() => "?")().catch((error: unknown) => error),
    await openaiResponsesCall("m", { client, stream: true })(() => "?")()
      .open()
      .catch((error: unknown) => error),
    await resumeResponse("resp_1", { client })
      .open()
      .catch((error: unknown) => error),
  ];
  for (const error of errors) {
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ status: 404, message: expect.stringContaining("No such model.") });
  }
});

it("refuses at decoration what makes no sense", () => {
  expect(() => openaiResponsesCall("", {})).toThrow("The model is");
  expect(() => openaiResponsesCall("m", { callParams: { input: "x" } as never })).toThrow(
    "callParams.input is set by the library",
  );
  expect(() => openaiResponsesCall("m", { callParams: { seed: 1 } as never })).toThrow("seed");
  expect(() => openaiResponsesCall("m", { client: { chat: {} } as never })).toThrow("responses");
  expect(() => resumeResponse(" ")).toThrow("needs the id of a response");
  expect(() => resumeResponse("r", { startingAfter: -1 })).toThrow("startingAfter is -1");
});
