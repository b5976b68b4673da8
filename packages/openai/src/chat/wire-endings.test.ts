import {
  MalformedChunkError,
  ProviderStreamError,
  StreamTransportError,
  StreamTruncatedError,
  type StreamError,
} from "@zoetrope/core";
import { describe, expect, it } from "vitest";
import { calls, chunk, delta, done, finish, frame, read, text, usage, type Read } from "./__fixtures__/wire-body.js";

const problem = { message: "overloaded", code: 500 };
const broken = new TypeError("terminated");

function status({ stream }: Read): string | undefined {
  return stream.ending?.status;
}

describe("an error that the provider reports", () => {
  it.each([
    ["in a frame", frame({ error: problem })],
    ["in a frame with other fields", chunk({ choices: [], error: problem })],
    ["in a frame whose event is error", `event: error\n${frame({ error: problem })}`],
    ["as the data of an event named error", `event: error\n${frame(problem)}`],
    ["on a line without data", `${JSON.stringify({ error: problem })}\n\n`],
    ["on a last line without its end", JSON.stringify({ error: problem })],
    ["in a last frame without its blank line", frame({ error: problem }).trimEnd()],
    [
      "in a last frame whose event is error, without its blank line",
      `event: error\n${frame({ error: problem }).trimEnd()}`,
    ],
  ])("%s fails the stream, with what had arrived", async (_, error) => {
    const result = await read([text("a"), error]);
    expect(result.error).toBeInstanceOf(ProviderStreamError);
    expect([status(result), result.pairs.length]).toEqual(["failed", 1]);
    expect(result.error).toMatchObject({
      error: problem,
      partial: { content: "a" },
      provider: "openai",
      requestId: "req_1",
    });
    expect(String(result.error)).toContain("overloaded");
  });

  it("may be text", async () => {
    const { error } = await read([text("a"), "event: error\ndata: the upstream is gone\n\n"]);
    expect(error).toBeInstanceOf(ProviderStreamError);
    expect(error).toMatchObject({ error: "the upstream is gone" });
  });

  it("counts after a finish reason, and its frame's usage is taken", async () => {
    const result = await read([
      text("a"),
      finish(),
      chunk({ choices: [], error: problem, usage: { total_tokens: 8 } }),
      done,
    ]);
    expect([status(result), result.stream.totalTokens, result.stream.finishReasons]).toEqual(["failed", 8, ["stop"]]);
    expect(() => result.stream.constructCallResponse()).toThrow(ProviderStreamError);
    expect(result.stream.constructCallResponse({ partial: true }).usage).toEqual({ total_tokens: 8 });
  });

  it("in a choice comes after the text beside it", async () => {
    const result = await read([delta({ content: "a" }, { error: problem }), text("b")]);
    expect([status(result), result.stream.content, result.pairs.length]).toEqual(["failed", "a", 1]);
    expect(result.error).toMatchObject({ error: problem });
  });

  it.each(["error", "insufficient_system_resource"])("may be the finish reason %j", async (reason) => {
    const result = await read([text("a"), finish(reason), done]);
    expect([status(result), result.stream.finishReasons]).toEqual(["failed", [reason]]);
    expect(result.error).toBeInstanceOf(ProviderStreamError);
  });

  it("of null is none", async () => {
    expect(
      status(await read([chunk({ choices: [], error: null }), delta({ content: "a" }, { error: null }), finish()])),
    ).toBe("complete");
  });

  it("after the end marker is not read", async () => {
    expect(status(await read([text("a"), finish(), done, frame({ error: problem })]))).toBe("complete");
  });

  it("leaves calls that were not handed out in openToolCalls", async () => {
    const { stream } = await read([
      calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } }),
      frame({ error: problem }),
    ]);
    expect([stream.tools, stream.openToolCalls]).toEqual([[], [{ id: "a", name: "f", arguments: "{}" }]]);
  });
});

describe("finish reasons", () => {
  it("of all choices make the stream complete", async () => {
    const result = await read([
      text("a"),
      delta({ content: "b" }, { index: 1 }),
      finish("stop", 0),
      finish("length", 1),
    ]);
    expect([status(result), result.stream.finishReasons]).toEqual(["complete", ["stop", "length"]]);
  });

  it("of some choices do not, whatever usage says", async () => {
    const counted = chunk({ choices: [{ index: 1, delta: { content: "b" } }], usage: { total_tokens: 2 } });
    const result = await read([text("a"), counted, finish("stop", 0)]);
    expect(status(result)).toBe("truncated");
    expect(result.error).toBeInstanceOf(StreamTruncatedError);
    expect(status(await read([text("a"), counted, finish("stop", 0), done]))).toBe("complete");
  });

  it("are enough without text", async () => {
    expect(status(await read([finish("content_filter")]))).toBe("complete");
  });
});

describe("without a finish reason", () => {
  it.each([
    ["text", text("a")],
    ["a refusal", delta({ refusal: "no" })],
    ["reasoning", delta({ reasoning_content: "hm" })],
    ["audio", delta({ audio: { id: "au_1", data: "aGk=" } })],
    ["a tool call", calls({ index: 0, id: "a", function: { name: "f" } })],
    ["text in parts", delta({ content: [{ type: "text", text: "a" }] })],
  ])("%s and [DONE], a usage report or the caller's word are enough, and nothing less is", async (_, answer) => {
    expect(status(await read([answer, done]))).toBe("complete");
    expect(status(await read([answer, usage()]))).toBe("complete");
    expect(status(await read([answer], { acceptMissingFinishReason: true }))).toBe("complete");
    expect(status(await read([answer]))).toBe("truncated");
    expect(status(await read([usage(), answer]))).toBe("truncated");
  });

  it("the finish reasons are none", async () => {
    const { stream } = await read([text("a"), done]);
    expect([stream.finishReasons, stream.constructCallResponse().finishReasons]).toEqual([[], []]);
  });

  it("usage in every chunk proves nothing", async () => {
    const counted = (content: string, total: number): string =>
      chunk({ choices: [{ index: 0, delta: { content } }], usage: { total_tokens: total } });
    const { stream, error } = await read([counted("a", 1), counted("b", 2), counted("c", 3)]);
    expect(error).toBeInstanceOf(StreamTruncatedError);
    expect([stream.content, stream.totalTokens]).toEqual(["abc", 3]);
  });

  it("usage before more text proves nothing", async () => {
    expect(status(await read([text("a"), usage(), text("b")]))).toBe("truncated");
  });

  it.each([
    ["a role alone", delta({ role: "assistant", content: "" })],
    ["a usage report alone", usage()],
    ["an empty refusal and no tool calls", delta({ refusal: "", tool_calls: [] })],
  ])("%s is no answer, whatever follows", async (_, nothing) => {
    expect(status(await read([nothing, usage(), done], { acceptMissingFinishReason: true }))).toBe("truncated");
  });
});

describe("a body without an event", () => {
  it.each([
    ["empty", ""],
    ["blank", "\n \r\n"],
    ["a comment", ": PROCESSING\n\n"],
    ["comments without end", ": a\n\n: b"],
    ["an event without data", "event: ping\n\n"],
    ["an id and a retry time", "id: 1\nretry: 10\n\n"],
    ["only [DONE]", done],
    ["the start of a field's name", "dat"],
  ])("that is %s is truncated", async (_, body) => {
    const result = await read(body);
    expect([status(result), result.pairs.length]).toEqual(["truncated", 0]);
    expect(result.error).toBeInstanceOf(StreamTruncatedError);
  });

  it("that is JSON with an error reports it", async () => {
    const { error } = await read(JSON.stringify({ error: problem }, null, 2), { type: "application/json" });
    expect(error).toBeInstanceOf(ProviderStreamError);
    expect(error).toMatchObject({ error: problem });
  });

  it.each([
    ["HTML", "<!doctype html>\n<title>502 Bad Gateway</title>"],
    ["other JSON", '{"detail":"not here"}'],
    ["a JSON list", "[1,2]"],
    ["text", "upstream connect error"],
  ])("that is %s is malformed, and quoted", async (_, body) => {
    const result = await read(body, { type: "text/html" });
    expect(status(result)).toBe("failed");
    expect(result.error).toBeInstanceOf(MalformedChunkError);
    expect(String(result.error)).toContain(JSON.stringify(body).slice(1, -1));
  });

  it("is quoted by its first 200 characters", async () => {
    const { error } = await read("x".repeat(300));
    expect(String(error)).toContain(`"${"x".repeat(200)}"`);
  });

  describe("that is a whole completion", () => {
    const message = {
      role: "assistant",
      content: "a",
      tool_calls: [{ id: "t", type: "function", function: { name: "f", arguments: "{}" } }],
    };
    const whole = (choice: object): string =>
      JSON.stringify({
        id: "c-1",
        object: "chat.completion",
        created: 1,
        model: "m-1",
        choices: [{ index: 0, message, ...choice }],
        usage: { total_tokens: 5 },
      });

    it.each([
      ["with a finish reason", { finish_reason: "stop" }],
      ["with an empty delta beside the message", { finish_reason: "stop", delta: { role: "assistant", content: "" } }],
      ["without a finish reason", { finish_reason: "" }],
    ])("%s is one chunk", async (_, choice) => {
      const result = await read(whole(choice), { type: "application/json" });
      const { stream, pairs, tools } = result;
      expect([status(result), stream.content, stream.totalTokens]).toEqual(["complete", "a", 5]);
      expect(pairs.map(([chunk]) => chunk.content).join("")).toBe("a");
      expect(tools.map(({ toolCall }) => toolCall.id)).toEqual(["t"]);
    });
  });
});

describe("the end of the body", () => {
  it("drops a frame that it tore", async () => {
    const torn = text("b").slice(0, -12);
    const cut = await read([text("a"), torn]);
    expect([status(cut), cut.stream.content]).toEqual(["truncated", "a"]);
    const after = await read([text("a"), finish(), torn]);
    expect([status(after), after.stream.content]).toEqual(["complete", "a"]);
  });

  it("takes a whole last frame without its blank line", async () => {
    const result = await read([text("a"), finish().trimEnd()]);
    expect([status(result), result.pairs.length]).toEqual(["complete", 2]);
    expect(status(await read([text("a"), done.trimEnd()]))).toBe("complete");
  });

  it("is where the end marker stands, whatever follows it", async () => {
    const result = await read([text("a"), "data:  [DONE] \n\n", text("b"), "data: {\n\n"]);
    expect([status(result), result.stream.content]).toEqual(["complete", "a"]);
  });
});

it("fails at a frame in the middle that is no JSON, with what had arrived", async () => {
  const result = await read([text("a"), 'data: {"choices": [\n\n', text("b"), finish()]);
  expect([status(result), result.pairs.length]).toEqual(["failed", 1]);
  expect(result.error).toBeInstanceOf(MalformedChunkError);
  expect(result.error).toMatchObject({ partial: { content: "a" } });
});

describe("a connection that breaks", () => {
  it("after all finish reasons leaves the answer complete, and is its cause", async () => {
    const result = await read([text("a"), finish(), usage()], { breaksWith: broken });
    expect(result.error).toBeUndefined();
    expect(result.stream.ending).toEqual({ status: "complete", cause: broken });
    expect(result.stream.constructCallResponse().content).toBe("a");
  });

  it("after the end marker is not noticed", async () => {
    const result = await read([text("a"), done], { breaksWith: broken });
    expect(result.stream.ending).toEqual({ status: "complete" });
  });

  it.each([
    ["before a finish reason", [text("a")]],
    ["before the finish reason of every choice", [text("a"), delta({ content: "b" }, { index: 1 }), finish("stop", 0)]],
    ["after no more than a usage report", [text("a"), usage()]],
    ["inside a frame", [text("a"), text("b").slice(0, 20)]],
  ])("%s fails the stream", async (_, body) => {
    const result = await read(body, { breaksWith: broken, acceptMissingFinishReason: true });
    expect(result.error).toBeInstanceOf(StreamTransportError);
    expect([status(result), (result.error as StreamError).cause]).toEqual(["failed", broken]);
    expect(result.error).toMatchObject({ partial: { content: "a" } });
  });

  it("does not hide an error frame that came before", async () => {
    expect((await read([text("a"), finish(), frame({ error: problem })], { breaksWith: broken })).error).toMatchObject({
      error: problem,
    });
  });

  it("hands calls out that had settled, and shows open ones", async () => {
    const called = (index: number): string =>
      calls({ index, id: `id ${index}`, function: { name: "f", arguments: "{}" } });
    const { tools, stream } = await read([called(0), called(1)], { breaksWith: broken });
    expect(tools.map(({ toolCall }) => toolCall.id)).toEqual(["id 0"]);
    expect(stream.openToolCalls.map(({ id }) => id)).toEqual(["id 1"]);
  });
});
