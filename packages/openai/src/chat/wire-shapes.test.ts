import { isEmpty } from "./__fixtures__/check-run.js";
import { InvalidTool } from "@zoetrope/core";
import { describe, expect, it } from "vitest";
import { calls, chunk, delta, done, finish, frame, read, text, usage } from "./__fixtures__/wire-body.js";
import { createTestClient } from "../testing.js";
import { openaiCall } from "./call.js";

/** What no recording holds, by hand: the rows of the design's table of quirks, in its order. */

describe("id and model", () => {
  it("are the first that are not empty", async () => {
    const first = frame({ id: "", model: "", choices: [], prompt_filter_results: [{ prompt_index: 0 }] });
    const { stream, pairs } = await read([first, text("a"), chunk({ id: "c-2", model: "m-2", choices: [] }), finish()]);
    expect([stream.id, stream.model, stream.content]).toEqual(["c-1", "m-1", "a"]);
    expect(pairs[0]?.[0].choices).toEqual([]);
  });
});

describe("a choice", () => {
  it("without a delta brings its message, or nothing", async () => {
    const message = chunk({ choices: [{ index: 0, message: { role: "assistant", content: "a" } }] });
    const { stream, pairs } = await read([message, chunk({ choices: [{ index: 0 }] }), finish()]);
    expect(stream.content).toBe("a");
    expect(pairs.map(([{ content }]) => content)).toEqual(["a", "", ""]);
  });

  it("with both brings its delta", async () => {
    const both = delta({ content: "b" }, { message: { role: "assistant", content: "ab" } });
    expect((await read([text("a"), both, finish()])).stream.content).toBe("ab");
  });
});

describe("chunks without a choice", () => {
  it.each([{}, { choices: null }, { choices: [null] }, { choices: {} }, { choices: [7, "x"] }])(
    "%j is handed out",
    async (fields) => {
      const { stream, pairs, error } = await read([text("a"), chunk(fields), text("b"), finish()]);
      expect(error).toBeUndefined();
      expect(pairs.map(([{ content, choice, delta }]) => [content, choice !== undefined, delta !== undefined])).toEqual(
        [
          ["a", true, true],
          ["", false, false],
          ["b", true, true],
          ["", true, true],
        ],
      );
      expect(stream.content).toBe("ab");
    },
  );

  it.each(["null", "7", '"x"', "[]", "true", "", "  "])("data of %j is no chunk", async (data) => {
    const { stream, pairs } = await read([text("a"), `data: ${data}\n\n`, finish()]);
    expect([pairs.length, stream.ending?.status]).toEqual([2, "complete"]);
  });
});

describe("usage", () => {
  it("is the last word, never a sum", async () => {
    const counted = (content: string, total_tokens: number): string =>
      chunk({ choices: [{ index: 0, delta: { content } }], usage: { total_tokens } });
    const { stream, pairs } = await read([counted("a", 3), counted("b", 4), finish(), usage(9), done]);
    expect(stream.usage).toEqual({ total_tokens: 9 });
    expect(pairs.map(([{ totalTokens }]) => totalTokens)).toEqual([3, 4, null, 9]);
  });

  it("stays when null follows", async () => {
    const { stream } = await read([text("a"), usage(7), chunk({ choices: [], usage: null }), finish(), done]);
    expect(stream.totalTokens).toBe(7);
  });

  it("is found in a choice and under x_groq", async () => {
    const inChoice = chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop", usage: { total_tokens: 3 } }] });
    expect((await read([text("a"), inChoice, done])).stream.totalTokens).toBe(3);
    const inGroq = chunk({
      choices: [{ index: 0, delta: {}, finish_reason: "stop" }],
      x_groq: { usage: { total_tokens: 4 } },
    });
    expect((await read([text("a"), inGroq, done])).stream.totalTokens).toBe(4);
  });

  it("is not asked for where the server refuses that", async () => {
    const client = createTestClient([text("a") + finish()]);
    const options = { client, stream: true, callParams: { stream_options: null } } as const;
    await openaiCall("m", options)(() => "?")().response();
    expect(client.requests[0]?.body).not.toHaveProperty("stream_options");
  });
});

describe("a tool call in one chunk", () => {
  it.each([
    ["null", null, {}],
    ["absent", undefined, {}],
    ["empty", "", {}],
    ["blank", " \n", {}],
    ["an object", { x: [1] }, { x: [1] }],
    ["text", '{"x":[1]}', { x: [1] }],
  ])("with arguments %s is handed out with its chunk's successor", async (_, args, expected) => {
    const { tools, stream } = await read([
      calls({ index: 0, id: "a", function: { name: "f", arguments: args } }),
      finish("tool_calls"),
    ]);
    expect(tools.map(({ toolCall: { id, name, args } }) => [id, name, args])).toEqual([["a", "f", expected]]);
    expect(
      stream.messageParam.tool_calls?.map((call) => call.type === "function" && JSON.parse(call.function.arguments)),
    ).toEqual([expected]);
  });

  it("is followed by the other calls of that chunk", async () => {
    const whole = (index: number, name: string): object => ({
      index,
      id: `id ${index}`,
      function: { name, arguments: "{}" },
    });
    const { pairs, stream } = await read([
      calls(whole(0, "f"), whole(1, "g"), whole(2, "h")),
      finish("tool_calls"),
      usage(),
    ]);
    // Two calls open behind the first of the chunk, so two settle; the third waits for the finish reason.
    expect(pairs.map(([chunk, tool]) => [isEmpty(chunk), tool?.toolCall.name])).toEqual([
      [false, "f"],
      [true, "g"],
      [false, "h"],
      [false, undefined],
    ]);
    expect(pairs.flatMap(([, tool]) => tool ?? [])).toEqual(stream.tools);
  });
});

describe("several calls that one chunk settles", () => {
  const opened = [
    calls({ index: 0, id: "a", function: { name: "f", arguments: '{"x"' } }),
    calls({ index: 1, id: "b", function: { name: "g", arguments: "{}" } }),
    calls({ index: 0, function: { arguments: ":1}" } }),
  ];

  it("come in the order of their opening, the second and further ones with empty chunks", async () => {
    const { pairs, stream } = await read([
      ...opened,
      calls({ index: 2, id: "c", function: { name: "h" } }),
      finish("tool_calls"),
    ]);
    expect(pairs.map(([, tool]) => tool?.toolCall.id ?? null)).toEqual([null, null, null, "a", "b", "c"]);
    const [empty] = pairs[4]!;
    expect([empty.content, empty.id, empty.model, empty.delta]).toEqual(["", "c-1", "m-1", {}]);
    expect(stream.tools.map(({ toolCall }) => toolCall.args)).toEqual([{ x: 1 }, {}, {}]);
  });

  it("come all at the finish reason", async () => {
    const { pairs } = await read([...opened, finish("tool_calls")]);
    expect(pairs.map(([, tool]) => tool?.toolCall.id ?? null)).toEqual([null, null, null, "a", "b"]);
  });

  it("are not closed by text between their arguments", async () => {
    const { stream } = await read([
      opened[0]!,
      text("Let me "),
      opened[1]!,
      text("see."),
      opened[2]!,
      finish("tool_calls"),
    ]);
    expect(stream.tools.map(({ toolCall }) => toolCall.args)).toEqual([{ x: 1 }, {}]);
    expect(stream.content).toBe("Let me see.");
  });
});

describe("tool calls without a finish reason", () => {
  const called = calls({ index: 0, id: "a", function: { name: "f", arguments: '{"x":1}' } });

  it.each([
    ["[DONE]", [done], {}],
    ["a usage report", [usage()], {}],
    ["the end, where that is accepted", [], { acceptMissingFinishReason: true }],
  ])("are handed out at %s, with an empty chunk", async (_, rest, options) => {
    const { pairs, stream } = await read([called, ...rest], options);
    expect(pairs.map(([chunk, tool]) => [isEmpty(chunk), tool?.toolCall.args])).toEqual([
      [false, undefined],
      ...(rest[0] === usage() ? [[false, undefined]] : []),
      [true, { x: 1 }],
    ]);
    expect([stream.ending?.status, stream.finishReasons, stream.openToolCalls]).toEqual(["complete", [], []]);
  });

  it("are not handed out when the body just ends", async () => {
    const { stream, tools } = await read([called]);
    expect([stream.ending?.status, tools, stream.tools]).toEqual(["truncated", [], []]);
    expect(stream.openToolCalls).toEqual([{ id: "a", name: "f", arguments: '{"x":1}' }]);
    expect(stream.messageParam).not.toHaveProperty("tool_calls");
  });
});

describe("arguments", () => {
  it("that come whole again each time are taken once", async () => {
    const piece = (args: string): string => calls({ index: 0, id: "a", function: { name: "f", arguments: args } });
    const grown = await read([piece('{"x"'), piece('{"x":1'), piece('{"x":1}'), finish("tool_calls")]);
    expect(grown.tools.map(({ toolCall }) => toolCall.args)).toEqual([{ x: 1 }]);
    const repeated = await read([piece('{"x":1}'), piece('{"x":1}'), piece('{"x":1}'), finish("tool_calls")]);
    expect(repeated.tools.map(({ toolCall }) => toolCall.args)).toEqual([{ x: 1 }]);
  });

  it("that were cut off make an invalid tool, and the stream goes on", async () => {
    const { tools, stream } = await read([
      calls({ index: 0, id: "a", function: { name: "f", arguments: '{"x":' } }),
      finish("length"),
      usage(),
    ]);
    expect(tools.map((tool) => tool instanceof InvalidTool && tool.rawArguments)).toEqual(['{"x":']);
    expect([stream.ending?.status, stream.totalTokens]).toEqual(["complete", 5]);
  });

  it("of a tool that takes text are text, not JSON", async () => {
    const called = { index: 0, id: "a", type: "custom", custom: { name: "f", input: "ls " } };
    const { tools } = await read([calls(called), calls({ index: 0, custom: { input: "-l {" } }), finish("tool_calls")]);
    expect(tools.map((tool) => [tool instanceof InvalidTool, tool.toolCall.args])).toEqual([[false, "ls -l {"]]);
  });
});

describe("the finish reason", () => {
  it('is none where it is "" or null, and stays when it is repeated or null follows', async () => {
    const { stream, pairs } = await read([
      delta({ content: "a" }, { finish_reason: "" }),
      finish("stop"),
      finish("stop"),
      finish(null),
      usage(),
    ]);
    expect(stream.finishReasons).toEqual(["stop"]);
    expect(pairs.map(([chunk]) => chunk.finishReasons)).toEqual([[], ["stop"], ["stop"], [], []]);
  });

  it("does not decide whether tools were called", async () => {
    const { tools } = await read([calls({ index: 0, id: "a", function: { name: "f" } }), finish("stop")]);
    expect(tools).toHaveLength(1);
  });

  it("does not end the reading", async () => {
    const { stream } = await read([text("a"), finish(), text("b"), usage(6), done]);
    expect([stream.content, stream.totalTokens]).toEqual(["ab", 6]);
  });
});

describe("content", () => {
  it("in parts is its text; thinking is reasoning", async () => {
    const thought = (words: string): object => ({ type: "thinking", thinking: [{ type: "text", text: words }] });
    const { stream, pairs } = await read([
      delta({ content: [thought("Hm")] }),
      delta({ content: [thought("!"), { type: "text", text: "a" }, { type: "reference", reference_ids: [1] }] }),
      text("b"),
      finish(),
    ]);
    expect([stream.content, stream.reasoning]).toEqual(["ab", "Hm!"]);
    expect(pairs.map(([{ content, reasoning }]) => [content, reasoning])).toEqual([
      ["", "Hm"],
      ["a", "!"],
      ["b", null],
      ["", null],
    ]);
  });

  it("joins a character whose halves came in two deltas", async () => {
    const half = (escaped: string): string => `data: {"choices":[{"index":0,"delta":{"content":"${escaped}"}}]}\n\n`;
    const { stream, pairs } = await read([half("\\ud83d"), half("\\ude00"), finish()]);
    expect([stream.content, stream.constructCallResponse().content]).toEqual(["😀", "😀"]);
    expect(pairs.map(([chunk]) => chunk.content).join("")).toBe("😀");
  });

  it("of other choices is found in the response only", async () => {
    const other = chunk({ choices: [{ index: 1, delta: { content: "x" }, finish_reason: "length" }] });
    const { stream } = await read([text("a"), other, finish()]);
    expect([stream.content, stream.finishReasons]).toEqual(["a", ["stop", "length"]]);
    expect(stream.constructCallResponse().response.choices.map(({ message }) => message.content)).toEqual(["a", "x"]);
  });
});

it("takes reasoning that is sent in two fields once", async () => {
  const twice = (words: string): string => delta({ reasoning: words, reasoning_content: words });
  const { stream, pairs } = await read([twice("H"), twice("m"), text("a"), finish()]);
  expect([stream.reasoning, pairs.map(([chunk]) => chunk.reasoning)]).toEqual(["Hm", ["H", "m", null, null]]);
});

it("takes reasoning whose field changes in the middle", async () => {
  const { stream } = await read([delta({ reasoning: "H" }), delta({ reasoning_content: "m" }), text("a"), finish()]);
  expect(stream.reasoning).toBe("Hm");
});

it("keeps lists that are sent whole in every chunk as they are", async () => {
  const cited = (content: string): string =>
    chunk({ citations: ["u1", "u2"], choices: [{ index: 0, delta: { content } }] });
  const { stream } = await read([cited("a"), cited("b"), finish()]);
  expect(stream.constructCallResponse().response).toMatchObject({ citations: ["u1", "u2"] });
});

it("keeps unknown fields of a tool call, and sends them back", async () => {
  const signed = {
    index: 0,
    id: "a",
    function: { name: "f", arguments: "{}" },
    extra_content: { thought_signature: "s" },
  };
  const { tools, stream } = await read([calls(signed), finish("tool_calls")]);
  const kept = {
    id: "a",
    type: "function",
    function: { name: "f", arguments: "{}" },
    extra_content: { thought_signature: "s" },
  };
  expect(tools[0]?.toolCall.raw).toEqual(kept);
  expect(stream.messageParam.tool_calls).toEqual([kept]);
});
