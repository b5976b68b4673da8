import {
  BaseTool,
  InvalidTool,
  ProviderStreamError,
  RawTool,
  ToolArgumentsError,
  UnknownToolError,
} from "@zoetrope/core";
import { openaiCall, type OpenAICallOptions, type OpenAITool } from "@zoetrope/openai";
import { done, json, sse, stall, startTestServer } from "@zoetrope/test-server";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { callDelta, completion, delta, finish, text } from "./__fixtures__/chat-chunks.js";
import { ask, askWhole, clientOf, read, serve } from "./__fixtures__/ask-server.js";

class Weather extends BaseTool.with({ city: z.string(), days: z.int().default(1) }, { description: "Forecasts." }) {
  override call() {
    return `sunny in ${this.city} for ${this.days}`;
  }
}
class Clock extends BaseTool.with({}) {
  override call() {
    return 12;
  }
}
const tools = [Weather, Clock] as const;

/** Reads a stream of these chunks: what each pair held, and the stream. */
async function play(chunks: readonly unknown[], options: Partial<OpenAICallOptions<true, typeof tools, unknown>> = {}) {
  await using server = await serve([...sse(...chunks), done()]);
  const { onInvalidTool } = options;
  const stream = ask(server, { tools, ...(onInvalidTool ? { onInvalidTool } : {}) });
  const result = await read(stream);
  const pairs = result.tools.map((tool) => (tool === null ? null : [tool.toolCall.name, tool.toolCall.args]));
  return { stream, ...result, pairs, called: pairs.filter((pair) => pair !== null) };
}

const oslo = ["Weather", { city: "Oslo" }];
const rome = ["Weather", { city: "Rome" }];
const noon = ["Clock", {}];

test("T1: every chunk of the wire is a pair: three argument deltas, three pairs", async () => {
  const { pairs, chunks } = await play([
    callDelta({ index: 0, id: "call_1", name: "Weather", args: "" }),
    callDelta({ index: 0, args: '{"city":' }),
    callDelta({ index: 0, args: '"Oslo"}' }),
    finish("tool_calls"),
  ]);
  expect(pairs).toEqual([null, null, null, oslo]);
  expect(chunks.map((chunk) => chunk.choices.length)).toEqual([1, 1, 1, 1]);
});

test("T2: the last tool is handed out when no chunk follows it", async () => {
  const {
    pairs,
    stream,
    text: joined,
  } = await play([text("On it."), callDelta({ index: 0, id: "call_1", name: "Weather", args: '{"city":"Oslo"}' })]);
  expect(pairs).toEqual([null, null, oslo]);
  expect([joined, stream.content, stream.tools.length]).toEqual(["On it.", "On it.", 1]);
});

test.each([
  ["the empty string", ""],
  ["null", null],
  ["{}", "{}"],
  ["blanks", "  "],
])("T3: a call whose arguments are %s has {}", async (_, args) => {
  expect(
    (await play([callDelta({ index: 0, id: "call_1", name: "Clock", args }), finish("tool_calls")])).called,
  ).toEqual([noon]);
  await using server = await startTestServer();
  server.reply(
    json(
      200,
      completion({
        content: null,
        tool_calls: [{ id: "call_1", type: "function", function: { name: "Clock", arguments: args } }],
      }),
    ),
  );
  expect((await askWhole(server, { tools })).tool?.toolCall.args).toEqual({});
});

test("T3: a call without arguments has {}, and is sent back with {}", async () => {
  const { called, stream } = await play([callDelta({ index: 0, id: "call_1", name: "Clock" }), finish("tool_calls")]);
  expect(called).toEqual([noon]);
  expect(stream.messageParam.tool_calls).toEqual([
    { id: "call_1", type: "function", function: { name: "Clock", arguments: "{}" } },
  ]);
});

describe("T4, T5: which piece belongs to which call", () => {
  const both = (first: object, second: object) => delta({ tool_calls: [first, second] });
  const call = (
    index: number | undefined,
    id: string | undefined,
    args: string,
    name: string | undefined = "Weather",
  ) => ({
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
    function: { ...(name === "" ? {} : { name }), arguments: args },
  });
  const [osloArgs, romeArgs] = ['{"city":"Oslo"}', '{"city":"Rome"}'];

  test.each<[string, unknown[]]>([
    ["T4: two calls in one delta", [both(call(0, "a", osloArgs), call(1, "b", romeArgs))]],
    [
      "T4: interleaved indices",
      [
        both(call(0, "a", '{"city":'), call(1, "b", '{"ci')),
        both(call(1, undefined, 'ty":', ""), call(0, undefined, '"Oslo"', "")),
        both(call(0, undefined, "}", ""), call(1, undefined, '"Rome"}', "")),
      ],
    ],
    [
      "T5: all parallel calls with index 0",
      [
        callDelta({ index: 0, id: "a", name: "Weather", args: osloArgs }),
        callDelta({ index: 0, id: "b", name: "Weather", args: romeArgs }),
      ],
    ],
    [
      "T5: no index",
      [
        callDelta({ id: "a", name: "Weather", args: osloArgs }),
        callDelta({ id: "b", name: "Weather", args: romeArgs }),
      ],
    ],
    [
      "T5: the id repeated in every delta",
      [
        ...["", '{"city":', '"Oslo"}'].map((args) =>
          callDelta({ index: 0, id: "a", args, ...(args === "" ? { name: "Weather" } : {}) }),
        ),
        callDelta({ index: 1, id: "b", name: "Weather", args: romeArgs }),
      ],
    ],
    [
      "T5: a new id in every delta",
      [
        callDelta({ index: 0, id: "a1", name: "Weather", args: "" }),
        callDelta({ index: 0, id: "a2", args: '{"city":' }),
        callDelta({ index: 0, id: "a3", args: '"Oslo"}' }),
        callDelta({ index: 1, id: "b1", name: "Weather", args: romeArgs }),
      ],
    ],
  ])("%s", async (_, chunks) => {
    const { called, stream, text: joined } = await play([...chunks, finish("tool_calls")]);
    expect(called).toEqual([oslo, rome]);
    expect([stream.tools.length, joined]).toEqual([2, ""]);
    expect(new Set(stream.tools.map(({ toolCall }) => toolCall.id)).size).toBe(2);
  });

  test("a chunk that completes several: each further tool comes with an empty chunk of the same id and model", async () => {
    const {
      called,
      tools: handed,
      chunks,
    } = await play([both(call(0, "a", osloArgs), call(1, "b", romeArgs)), finish("tool_calls")]);
    expect(called).toEqual([oslo, rome]);
    // Oslo settles when Rome opens, Rome at the finish reason.
    expect(handed.map((tool) => tool?.toolCall.id)).toEqual(["a", "b"]);
    const three = await play([
      delta({ tool_calls: [call(0, "a", osloArgs), call(1, "b", romeArgs), call(2, "c", "", "Clock")] }),
      finish("tool_calls"),
    ]);
    expect(three.called).toEqual([oslo, rome, noon]);
    expect(three.chunks.map(({ id, model, content }) => [id, model, content])).toEqual(
      three.chunks.map(() => ["chatcmpl-1", "gpt-4o-mini", ""]),
    );
    expect(three.chunks.length).toBe(3);
    expect(chunks.length).toBe(2);
  });
});

test("T6: text between argument deltas does not close the tool", async () => {
  const { called, text: joined } = await play([
    callDelta({ index: 0, id: "call_1", name: "Weather", args: '{"city":' }),
    text("One moment. "),
    callDelta({ index: 0, args: '"Oslo"}' }),
    text("Here."),
    finish("tool_calls"),
  ]);
  expect([called, joined]).toEqual([[oslo], "One moment. Here."]);
});

test("T7: id and first arguments in the delta that opens a second tool are kept", async () => {
  const { called } = await play([
    callDelta({ index: 0, id: "a", name: "Weather", args: "" }),
    callDelta({ index: 0, args: '{"city":"Oslo"}' }),
    callDelta({ index: 1, id: "b", name: "Weather", args: '{"city"' }),
    callDelta({ index: 1, args: ':"Rome"}' }),
    finish("tool_calls"),
  ]);
  expect(called).toEqual([oslo, rome]);
});

test("T8: a call that was still open when the reader left is in openToolCalls, and in no history", async () => {
  await using server = await serve([
    ...sse(text("On it."), callDelta({ index: 0, id: "a", name: "Weather", args: '{"city":"Os' })),
    stall(),
  ]);
  const stream = ask(server, { tools });
  for await (const [chunk] of stream) if (chunk.content === "") break;
  expect(stream.openToolCalls).toEqual([{ id: "a", name: "Weather", arguments: '{"city":"Os' }]);
  expect(stream.tools).toEqual([]);
  expect(stream.messageParam).toEqual({ role: "assistant", content: "On it." });
  expect(stream.constructCallResponse({ partial: true })).toMatchObject({ tools: [], tool: null });
});

describe("T8: a call that is open when the server breaks", () => {
  const half = callDelta({ index: 0, id: "a", name: "Weather", args: '{"city":"Os' });
  const whole = callDelta({ index: 0, id: "a", name: "Weather", args: '{"city":"Oslo"}' });
  const error = { message: "the engine died" };

  test.each<[string, readonly object[], string]>([
    ["the finish reason error", [half, finish("error")], '{"city":"Os'],
    ["the finish reason error, though its arguments are whole", [whole, finish("error")], '{"city":"Oslo"}'],
    [
      "the finish reason insufficient_system_resource",
      [whole, finish("insufficient_system_resource")],
      '{"city":"Oslo"}',
    ],
    ["an error in its choice", [whole, delta({}, { error })], '{"city":"Oslo"}'],
    [
      "an error in its choice beside a finish reason",
      [whole, delta({}, { error, finish_reason: "tool_calls" })],
      '{"city":"Oslo"}',
    ],
    [
      "a finish reason, and the error in the order of another server",
      [whole, delta({}, { finish_reason: "error", error })],
      '{"city":"Oslo"}',
    ],
  ])("by %s is not handed out: it stands in openToolCalls, and in no history", async (_, chunks, args) => {
    const { called, stream, error: thrown } = await play([text("On it."), ...chunks]);
    expect(thrown).toBeInstanceOf(ProviderStreamError);
    expect([called, stream.tools]).toEqual([[], []]);
    expect(stream.openToolCalls).toEqual([{ id: "a", name: "Weather", arguments: args }]);
    expect(stream.messageParam).toEqual({ role: "assistant", content: "On it." });
    expect([stream.content, stream.ending]).toEqual(["On it.", { status: "failed", cause: thrown }]);
  });

  test("what had settled before is handed out: only the call that was open is not", async () => {
    const second = callDelta({ index: 1, id: "b", name: "Weather", args: '{"city":"Rome"}' });
    const { called, stream } = await play([whole, second, finish("error")]);
    expect([called, stream.openToolCalls.map(({ id }) => id)]).toEqual([[oslo], ["b"]]);
  });
});

test("T9: tool calls beside text survive the round trip through the neutral message", async () => {
  await using server = await startTestServer();
  const call = { id: "call_1", type: "function", function: { name: "Weather", arguments: '{"city":"Oslo"}' } };
  server.reply(json(200, completion({ content: "On it.", tool_calls: [call] })));
  const { common, tool, toolMessageParams } = await askWhole(server, { tools });
  expect(common.message).toEqual({
    role: "assistant",
    content: [
      { type: "text", text: "On it." },
      { type: "tool_call", id: "call_1", name: "Weather", args: { city: "Oslo" } },
    ],
  });
  const answered = tool === null ? [] : toolMessageParams([[tool, "sunny"]]);
  await openaiCall("m", { client: clientOf(server) })(() => [common.message, ...answered])();
  expect(JSON.parse(server.requests[1]?.body ?? "")).toMatchObject({
    messages: [
      { role: "assistant", content: "On it.", tool_calls: [call] },
      { role: "tool", tool_call_id: "call_1", content: "sunny" },
    ],
  });
});

test("T10: arguments cut by the token limit are an InvalidTool, and the stream goes on", async () => {
  const {
    tools: handed,
    stream,
    error,
  } = await play([
    callDelta({ index: 0, id: "a", name: "Weather", args: '{"city":"Os' }),
    finish("length"),
    text(" the end"),
  ]);
  expect(error).toBeUndefined();
  const [, tool] = handed;
  if (!(tool instanceof InvalidTool)) throw new Error("Expected an InvalidTool.");
  expect(tool).toMatchObject({
    name: "Weather",
    rawArguments: '{"city":"Os',
    toolCall: { id: "a", args: '{"city":"Os' },
  });
  expect(tool.error).toBeInstanceOf(ToolArgumentsError);
  expect(() => tool.call()).toThrow(tool.error);
  expect([stream.content, stream.finishReasons]).toEqual([" the end", ["length"]]);
  expect(stream.constructCallResponse().tools[0]).toBe(tool);
  expect(stream.toolMessageParams([[tool]])).toEqual([
    { role: "tool", tool_call_id: "a", content: `Error: ${tool.error.message}` },
  ]);
});

test("T10: arguments that do not fit the schema are an InvalidTool, or an error where the caller wants that", async () => {
  const chunks = [callDelta({ index: 0, id: "a", name: "Weather", args: '{"city":7,"dyas":2}' }), finish("tool_calls")];
  const { tools: handed } = await play(chunks);
  expect(handed[1] ?? handed[0]).toMatchObject({ error: { message: expect.stringMatching(/Weather.*city.*dyas/) } });
  const thrown = await play(chunks, { onInvalidTool: "throw" });
  expect(thrown.error).toBeInstanceOf(ToolArgumentsError);
  expect(thrown.stream.ending?.status).toBe("failed");
});

test("T10: the chunk that completes a tool that does not fit is handed out, then the loop throws", async () => {
  const {
    chunks,
    tools: handed,
    stream,
    error,
  } = await play(
    [
      callDelta({ index: 0, id: "a", name: "Weather", args: '{"city":7}' }),
      delta({ content: "That is all." }, { finish_reason: "tool_calls" }),
    ],
    { onInvalidTool: "throw" },
  );
  expect(error).toBeInstanceOf(ToolArgumentsError);
  expect(chunks.map(({ content, finishReasons }) => [content, finishReasons])).toEqual([
    ["", []],
    ["That is all.", ["tool_calls"]],
  ]);
  expect([handed, stream.content, stream.tools]).toEqual([[null, null], "That is all.", []]);
  expect(stream.ending).toEqual({ status: "failed", cause: error });
});

test("T11: a tool whose JSON parses is not handed out before the next call opens or the answer finishes", async () => {
  const { pairs } = await play([
    // Complete by itself, and then there is more of it.
    callDelta({ index: 0, id: "a", name: "Weather", args: "{}" }),
    callDelta({ index: 0, args: '{"city":"Oslo"}' }),
    callDelta({ index: 1, id: "b", name: "Weather", args: '{"city":"Rome"}' }),
    text("."),
    finish("tool_calls"),
  ]);
  expect(pairs).toEqual([null, null, oslo, null, rome]);
});

test("T12: an unknown tool is the same in a stream and without", async () => {
  const name = "Launch";
  const reply = json(
    200,
    completion({ content: null, tool_calls: [{ id: "a", type: "function", function: { name, arguments: "{}" } }] }),
  );
  const chunks = [callDelta({ index: 0, id: "a", name, args: "{}" }), finish("tool_calls")];
  await using server = await startTestServer();
  server.reply(reply);
  const streamed = (await play(chunks)).stream.tools[0];
  const whole = (await askWhole(server, { tools })).tool;
  for (const tool of [streamed, whole]) {
    expect(tool).toBeInstanceOf(InvalidTool);
    expect(tool).toMatchObject({
      name,
      rawArguments: "{}",
      error: { message: expect.stringMatching(/"Launch".*Weather, Clock/) },
    });
  }
  expect((await play(chunks, { onInvalidTool: "throw" })).error).toBeInstanceOf(UnknownToolError);
  await expect(askWhole(server, { tools, onInvalidTool: "throw" })).rejects.toBeInstanceOf(UnknownToolError);
});

test("T16: tools and what they return are typed from the classes of the call", async () => {
  await using server = await serve([
    ...sse(callDelta({ index: 0, id: "a", name: "Weather", args: '{"city":"Oslo"}' }), finish("tool_calls")),
    done(),
  ]);
  const results: unknown[] = [];
  for await (const [, tool] of ask(server, { tools })) {
    expectTypeOf(tool).toEqualTypeOf<Weather | Clock | InvalidTool | null>();
    if (tool === null) continue;
    results.push(tool.call());
    expectTypeOf(tool.call()).toEqualTypeOf<string | number>();
    if (tool instanceof Weather) expectTypeOf(tool.days).toEqualTypeOf<number>();
    // @ts-expect-error Only Weather has a city.
    results.push(tool.city);
  }
  expect(results).toEqual(["sunny in Oslo for 1", "Oslo"]);
  const raw: OpenAITool = { type: "function", function: { name: "Weather" } };
  for await (const [, tool] of ask(server, { tools: [raw] }))
    if (tool instanceof RawTool) expectTypeOf(tool.args).toEqualTypeOf<unknown>();
});
