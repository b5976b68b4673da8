import {
  BaseTool,
  CallOptionsError,
  PartialTool,
  type DeepPartial,
  type InvalidTool,
  type RawTool,
} from "@zoetrope/core";
import { OpenAIPrompt, call, openaiCall, type OpenAIRawTool, type OpenAIStream } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { done, sse, stall } from "@zoetrope/test-server";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { clientOf, serve } from "./__fixtures__/ask-server.js";
import { callDelta, delta, finish, text } from "./__fixtures__/chat-chunks.js";

class Search extends BaseTool.with({
  query: z.string(),
  limit: z.int().default(5),
  since: z.iso
    .date()
    .transform((day) => new Date(day))
    .optional(),
}) {
  override call() {
    return [this.query];
  }
}
class Clock extends BaseTool.with({ zone: z.string().max(3) }) {
  override call() {
    return 12;
  }
}
const tools = [Search, Clock] as const;

/** What each pair held, written down at once because partial arguments are live. */
type Seen = null | string | readonly [name: string, delta: string, args: unknown];

async function play(chunks: readonly unknown[]) {
  const client = createTestClient([[...sse(...chunks), done()].join("")]);
  const stream = openaiCall("m", { stream: { partialTools: true }, tools, client })(() => "Hi")();
  const seen: Seen[] = [];
  const pairs = [];
  for await (const [chunk, tool] of stream) {
    pairs.push([chunk, tool] as const);
    if (tool instanceof PartialTool) seen.push([tool.name, tool.delta, structuredClone(tool.args)]);
    else seen.push(tool === null ? null : `${tool.constructor.name} ${tool.toolCall.name}`);
  }
  return { stream, pairs, seen };
}

const open = (index: number, name: string, args?: string) =>
  callDelta({ index, id: `call_${index}`, name, ...(args === undefined ? {} : { args }) });
const more = (index: number, args: string) => callDelta({ index, args });
const both = (...chunks: readonly ReturnType<typeof open>[]) =>
  delta({ tool_calls: chunks.flatMap((one) => Object(one).choices[0].delta.tool_calls) });

test("each chunk that opens a call or brings a piece of it is a pair with a partial tool; the whole one follows", async () => {
  const { seen, stream } = await play([
    text("On it."),
    open(0, "Search", ""),
    more(0, '{"que'),
    more(0, 'ry":"cats'),
    more(0, ' and dogs","limit":2'),
    more(0, "0}"),
    finish("tool_calls"),
  ]);
  expect(seen).toEqual([
    null,
    ["Search", "", {}],
    ["Search", '{"que', {}],
    ["Search", 'ry":"cats', { query: "cats" }],
    ["Search", ' and dogs","limit":2', { query: "cats and dogs" }],
    ["Search", "0}", { query: "cats and dogs", limit: 20 }],
    "Search Search",
  ]);
  expect(stream.tools).toEqual([expect.objectContaining({ query: "cats and dogs", limit: 20 })]);
});

test("what a chunk brings is handed out in its order: the further ones with empty chunks", async () => {
  const { seen, pairs, stream } = await play([
    both(open(0, "Search", '{"query":"a"}'), open(1, "Clock", '{"zone":')),
    delta(
      { content: "Wait.", tool_calls: [{ index: 1, function: { arguments: '"UTC"}' } }] },
      { finish_reason: "stop" },
    ),
  ]);
  expect(seen).toEqual([
    ["Search", '{"query":"a"}', { query: "a" }],
    "Search Search",
    ["Clock", '{"zone":', {}],
    ["Clock", '"UTC"}', { zone: "UTC" }],
    "Clock Clock",
  ]);
  expect(pairs.map(([chunk]) => Object.keys(chunk.delta ?? {}))).toEqual([
    ["tool_calls"],
    [],
    [],
    ["content", "tool_calls"],
    [],
  ]);
  expect(pairs.map(([{ content }]) => content).join("")).toBe("Wait.");
  expect(stream.content).toBe("Wait.");
});

test("interleaved calls are told apart by their index, which is that of the whole tool", async () => {
  const { pairs, stream } = await play([
    both(open(0, "Search", '{"query":'), open(1, "Clock", "{")),
    both(more(1, '"zone":"UTC"}'), more(0, '"a"}')),
    finish("tool_calls"),
  ]);
  const partials = pairs.flatMap(([, tool]) => (tool instanceof PartialTool ? tool : []));
  expect(partials.map(({ index, id, name }) => [index, id, name])).toEqual([
    [0, "call_0", "Search"],
    [1, "call_1", "Clock"],
    [1, "call_1", "Clock"],
    [0, "call_0", "Search"],
  ]);
  for (const { index, args } of partials) expect(stream.tools[index]?.toolCall.args).toEqual(args);
});

test("an id and a name that come late, or never, are empty until then", async () => {
  const { pairs, seen } = await play([
    callDelta({ index: 0, args: "" }),
    callDelta({ index: 0, name: "Clock", args: '{"zone":"' }),
    callDelta({ index: 0, args: 'UTC"}' }),
    finish("tool_calls"),
  ]);
  expect(seen).toEqual([
    ["", "", {}],
    ["Clock", '{"zone":"', { zone: "" }],
    ["Clock", 'UTC"}', { zone: "UTC" }],
    "Clock Clock",
  ]);
  const [first] = pairs.flatMap(([, tool]) => (tool instanceof PartialTool ? tool : []));
  // Live: the call got its name, and at its end an id, since.
  expect([first?.name, first?.id]).toEqual(["Clock", expect.stringMatching(/^call_/)]);
});

test("pieces that bring nothing of a call, or come after it was handed out, are no partial tools", async () => {
  const { seen } = await play([
    open(0, "Search", '{"query":'),
    open(0, "Search", ""),
    more(0, '"a"}'),
    open(1, "Clock", '{"zone":"UTC"}'),
    more(0, " "),
    finish("tool_calls"),
  ]);
  expect(seen).toEqual([
    ["Search", '{"query":', {}],
    null,
    ["Search", '"a"}', { query: "a" }],
    "Search Search",
    ["Clock", '{"zone":"UTC"}', { zone: "UTC" }],
    null,
    "Clock Clock",
  ]);
});

test("unknown names, arguments that do not fit and arguments that are no JSON are shown as far as they go", async () => {
  const { seen } = await play([
    open(0, "Launch", '{"code":1}'),
    open(1, "Clock", '{"zone":"CEST"}'),
    open(2, "Search", '{"query":"a", oops'),
    finish("length"),
  ]);
  expect(seen).toEqual([
    ["Launch", '{"code":1}', { code: 1 }],
    "InvalidTool Launch",
    ["Clock", '{"zone":"CEST"}', { zone: "CEST" }],
    "InvalidTool Clock",
    ["Search", '{"query":"a", oops', { query: "a" }],
    "InvalidTool Search",
  ]);
});

test.each(['["a"]', '"a"', "null", "7", "true", "no JSON", ""])(
  "arguments that are %j have no fields",
  async (args) => {
    const { seen } = await play([open(0, "Search", args), finish("tool_calls")]);
    expect(seen[0]).toEqual(["Search", args, {}]);
  },
);

test("arguments are own fields, whatever their names", async () => {
  const { pairs } = await play([open(0, "Search", '{"__proto__":{"polluted":true},"constructor":1}'), finish()]);
  const [partial] = pairs.flatMap(([, tool]) => (tool instanceof PartialTool ? tool : []));
  expect(Object.keys(partial?.args ?? {})).toEqual(["__proto__", "constructor"]);
  expect("polluted" in Object(partial?.args)).toBe(false);
});

test("T8: partial tools are in neither tools, messageParam nor the response, also when the reader leaves", async () => {
  await using server = await serve([...sse(text("On it."), open(0, "Search", '{"query":"ca')), stall()]);
  const ask = openaiCall("m", { stream: { partialTools: true }, tools, client: clientOf(server) });
  const stream = ask(() => "Hi")();
  for await (const [, tool] of stream) if (tool instanceof PartialTool) break;
  await server.until(() => server.openSockets === 0);
  expect(stream.tools).toEqual([]);
  expect(stream.openToolCalls).toEqual([{ id: "call_0", name: "Search", arguments: '{"query":"ca' }]);
  expect(stream.messageParam).toEqual({ role: "assistant", content: "On it." });
  expect(stream.constructCallResponse({ partial: true })).toMatchObject({ tools: [], tool: null });
});

test("a cut stream hands out its partial tools, and no whole one", async () => {
  const client = createTestClient([sse(open(0, "Search", '{"query":"ca'), more(0, "ts")).join("")]);
  const stream = openaiCall("m", { stream: { partialTools: true }, tools, client })(() => "Hi")();
  const deltas: string[] = [];
  const reading = (async () => {
    for await (const [, tool] of stream) if (tool instanceof PartialTool) deltas.push(tool.delta);
  })();
  await expect(reading).rejects.toMatchObject({ name: "StreamTruncatedError" });
  expect([deltas, stream.tools]).toEqual([['{"query":"ca', "ts"], []]);
});

test("nobody who did not ask sees a partial tool, and the request is the same", async () => {
  const body = [...sse(open(0, "Search", '{"query":"a"}'), finish("tool_calls")), done()].join("");
  const client = createTestClient([body, body, body]);
  for (const stream of [true, {}, { partialTools: true }] as const) {
    const answer = openaiCall("m", { stream, tools, client })(() => "Hi")();
    const kinds: unknown[] = [];
    for await (const [, tool] of answer) kinds.push(tool?.constructor.name);
    expect(kinds).toEqual(
      stream === true || !("partialTools" in stream) ? [undefined, "Search"] : ["PartialTool", "Search"],
    );
  }
  const [first, ...others] = client.requests.map(({ body }) => body);
  expect(first).toMatchObject({ stream: true, tools: [{}, {}] });
  expect(others).toEqual([first, first]);
});

test("prompt objects can ask for them, too", async () => {
  const body = [...sse(open(0, "Search", '{"query":"a"}'), finish("tool_calls")), done()].join("");
  const client = createTestClient([body, body]);
  class Ask extends OpenAIPrompt {
    override dynamicConfig() {
      return { messages: [{ role: "user", content: "Hi" }] } as const;
    }
  }
  const options = { model: "m", stream: { partialTools: true }, tools: [Search], client } as const;
  for (const stream of [call(new Ask(), options), new Ask().stream(options)]) {
    expectTypeOf(stream).toEqualTypeOf<OpenAIStream<Search, PartialTool<DeepPartial<z.input<typeof fields>>>>>();
    const kinds: unknown[] = [];
    for await (const [, tool] of stream) kinds.push(tool?.constructor.name);
    expect(kinds).toEqual(["PartialTool", "Search"]);
  }
});
const fields = z.object({
  query: z.string(),
  limit: z.int().default(5),
  since: z.iso
    .date()
    .transform((day) => new Date(day))
    .optional(),
});

test.each([
  ["yes", /stream is "yes", and must be true, false or \{ partialTools: true \}/],
  [{ partialTool: true }, /stream\.partialTool is no option/],
  [{ partialTools: 1 }, /stream\.partialTools is 1/],
  [[], /stream is \[\]/],
])("stream: %j is refused at decoration", (stream, message) => {
  // As a caller without types may write it.
  const options: object = { stream };
  expect(() => openaiCall("m", options)).toThrow(CallOptionsError);
  expect(() => openaiCall("m", options)).toThrow(message);
});

describe("types", () => {
  const client = createTestClient([]);

  test("a pair holds partial tools only where they were asked for", () => {
    const asked = openaiCall("m", { stream: { partialTools: true }, tools: [Clock], client })(() => "Hi");
    const plain = openaiCall("m", { stream: { partialTools: false }, tools: [Clock], client })(() => "Hi");
    type Asked = ReturnType<typeof asked>;
    expectTypeOf<Asked>().toEqualTypeOf<OpenAIStream<Clock, PartialTool<DeepPartial<{ zone: string }>>>>();
    expectTypeOf<ReturnType<typeof plain>>().toEqualTypeOf<OpenAIStream<Clock>>();
    expectTypeOf<Asked["tools"]>().toEqualTypeOf<readonly (Clock | InvalidTool)[]>();
  });

  test("arguments are typed by what the model sends, every field optional and read-only", async () => {
    const stream = openaiCall("m", { stream: { partialTools: true }, tools: [Search], client })(() => "Hi");
    const read = async () => {
      for await (const [, tool] of stream()) {
        if (tool && "partial" in tool) {
          expectTypeOf(tool.args.query?.length).toEqualTypeOf<number | undefined>();
          expectTypeOf(tool.args.limit).toEqualTypeOf<number | undefined>();
          // Sent as text, whatever the schema makes of it.
          expectTypeOf(tool.args.since).toEqualTypeOf<string | undefined>();
          // @ts-expect-error The object is live, and not the reader's.
          tool.args.query = "";
        } else if (tool instanceof Search) expectTypeOf(tool.since).toEqualTypeOf<Date | undefined>();
        else expectTypeOf(tool).toEqualTypeOf<InvalidTool | null>();
      }
    };
    await expect(read()).rejects.toThrow("Connection error");
  });

  test("is() tells several tools apart", async () => {
    const chunks = sse(open(0, "Search", '{"query":"cats"}'), open(1, "Clock", '{"zone":"UTC"}'), finish("tool_calls"));
    const client = createTestClient([chunks.join("")]);
    const seen: unknown[] = [];
    for await (const [, tool] of openaiCall("m", { stream: { partialTools: true }, tools, client })(() => "Hi")()) {
      if (!(tool instanceof PartialTool)) continue;
      // @ts-expect-error It may be the other tool's.
      expectTypeOf(tool.args.query).not.toBeNever();
      if (tool.is(Search)) seen.push(tool.args.query?.toUpperCase());
      else if (tool.is(Clock)) seen.push(tool.args.zone?.toLowerCase());
    }
    expect(seen).toEqual(["CATS", "utc"]);
  });

  test("of raw tools, and without tools, nothing is known of the arguments", () => {
    const raw: OpenAIRawTool = { type: "function", function: { name: "f" } };
    const stream = openaiCall("m", { stream: { partialTools: true }, tools: [raw], client })(() => "Hi");
    expectTypeOf<ReturnType<typeof stream>>().toEqualTypeOf<OpenAIStream<RawTool, PartialTool>>();
    const none = openaiCall("m", { stream: { partialTools: true }, client })(() => "Hi");
    expectTypeOf<ReturnType<typeof none>>().toEqualTypeOf<OpenAIStream<never, PartialTool>>();
  });
});
