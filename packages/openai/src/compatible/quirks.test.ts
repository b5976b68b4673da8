import { cut, sse, startTestServer, type Step } from "@zoetrope/test-server";
import { describe, expect, test } from "vitest";
import { callDelta, chunk, delta, finish, text } from "../chat/__fixtures__/chat-chunks.js";
import { openaiCompatible } from "./openai-compatible.js";
import type { VendorOptions } from "./vendor.js";

/** The rows of the design's table of what compatible servers do, each on a real socket. Their many shapes are tested beside the chat wire. */

const look = { type: "function", function: { name: "look" } } as const;
const find = { type: "function", function: { name: "find" } } as const;

/** What a stream of these events gives. */
async function read(body: readonly Step[], capabilities: VendorOptions = {}) {
  await using server = await startTestServer();
  server.reply({ body });
  const { call } = openaiCompatible({ name: "odd", baseURL: `${server.url}/v1`, ...capabilities });
  const stream = call("m", { stream: true, tools: [look, find] })(() => "Hi")();
  let error: unknown;
  const reasons: string[][] = [];
  try {
    for await (const [{ finishReasons }] of stream) reasons.push([...finishReasons]);
  } catch (thrown) {
    error = thrown;
  }
  const calls = stream.tools.map(({ toolCall: { id, name, args } }) => ({ id, name, args }));
  return { stream, error, calls, reasons, status: stream.ending?.status, request: server.requests[0]?.body ?? "" };
}

/** A choice around anything. */
const choice = (fields: object): object => chunk({ choices: [{ index: 0, ...fields }] });
const counted = (total_tokens: number): { usage: object } => ({ usage: { total_tokens } });
const done = "data: [DONE]\n\n";

test("quirk 1: a first chunk with choices [], id and model empty: id and model are the first that are not empty", async () => {
  const first = chunk({ id: "", model: "", choices: [] });
  const { stream } = await read([...sse(first, text("a"), finish()), done]);
  expect([stream.id, stream.model, stream.content]).toEqual(["chatcmpl-1", "gpt-4o-mini", "a"]);
});

test("quirk 2: a choice without a delta, or with a message", async () => {
  const message = choice({ message: { role: "assistant", content: "a" } });
  const { stream, error } = await read([...sse(message, choice({}), finish()), done]);
  expect([stream.content, error]).toEqual(["a", undefined]);
});

test("quirk 3: choices missing, null or [null], and data: null", async () => {
  const empty = [chunk({}), chunk({ choices: null }), chunk({ choices: [null] })];
  const { stream, reasons } = await read([...sse(text("a"), ...empty), "data: null\n\n", ...sse(finish()), done]);
  // Five chunks are handed out; null is none.
  expect([stream.content, reasons]).toEqual(["a", [[], [], [], [], ["stop"]]]);
});

describe("quirk 4: the last usage that is not null counts", () => {
  test.each<[string, readonly object[]]>([
    [
      "in every chunk",
      [
        { ...text("a"), ...counted(3) },
        { ...finish(), ...counted(5) },
      ],
    ],
    ["null after a real one", [text("a"), { ...finish(), ...counted(5) }, chunk({ choices: [], usage: null })]],
    ["in the choice", [text("a"), choice({ delta: {}, finish_reason: "stop", ...counted(5) })]],
    ["under x_groq", [text("a"), { ...finish(), x_groq: counted(5) }]],
  ])("%s", async (_, chunks) => {
    expect((await read([...sse(...chunks), done])).stream.totalTokens).toBe(5);
  });
});

test("quirk 5: a server that refuses stream_options is not sent them", async () => {
  const body = [...sse(text("a"), finish()), done];
  expect((await read(body)).request).toContain('"stream_options":{"include_usage":true}');
  expect((await read(body, { usageOption: false })).request).not.toContain("stream_options");
});

describe("quirk 6: the index of a tool call", () => {
  test.each<[string, readonly (number | undefined)[]]>([
    ["missing", [undefined, undefined]],
    ["always 0", [0, 0]],
    ["starting at 1", [1, 2]],
    ["sparse", [3, 9]],
  ])("%s", async (_, [first, second]) => {
    const at = (index: number | undefined) => (index === undefined ? {} : { index });
    const events = [
      callDelta({ ...at(first), id: "a", name: "look", args: '{"at"' }),
      callDelta({ ...at(first), args: ":1}" }),
      callDelta({ ...at(second), id: "b", name: "find", args: "{}" }),
    ];
    expect((await read([...sse(...events, finish("tool_calls")), done])).calls).toEqual([
      { id: "a", name: "look", args: { at: 1 } },
      { id: "b", name: "find", args: {} },
    ]);
  });
});

describe("quirk 7: the id of a tool call", () => {
  test.each<[string, readonly (string | undefined)[], unknown]>([
    ["missing", [undefined, undefined], expect.stringMatching(/^call_.+/)],
    ["repeated", ["a", "a"], "a"],
    ["empty", ["", ""], expect.stringMatching(/^call_.+/)],
    ["new at each delta", ["a", "b"], "a"],
  ])("%s", async (_, [first, second], id) => {
    const with_ = (given: string | undefined) => (given === undefined ? {} : { id: given });
    const events = [
      callDelta({ index: 0, ...with_(first), name: "look", args: '{"at"' }),
      callDelta({ index: 0, ...with_(second), args: ":1}" }),
    ];
    const { calls, stream } = await read([...sse(...events, finish("tool_calls")), done]);
    expect(calls).toEqual([{ id, name: "look", args: { at: 1 } }]);
    // Once: in the history stands the one that the tool has.
    expect(stream.messageParam.tool_calls?.map((call) => call.id)).toEqual(calls.map((call) => call.id));
  });
});

describe("quirk 8: a whole call in one chunk", () => {
  test.each<[string, object, unknown]>([
    ["null", { args: null }, {}],
    ["empty", { args: "" }, {}],
    ["absent", {}, {}],
    ["an object", { args: { at: 1 } }, { at: 1 }],
  ])("with arguments %s", async (_, args, expected) => {
    const event = callDelta({ index: 0, id: "a", name: "look", ...args });
    const { calls } = await read([...sse(event, finish("tool_calls")), done]);
    expect(calls).toEqual([{ id: "a", name: "look", args: expected }]);
  });
});

test("quirk 9: arguments that are sent cumulatively", async () => {
  const events = ['{"at"', '{"at":1', '{"at":1}'].map((args, i) =>
    callDelta({ index: 0, ...(i === 0 ? { id: "a", name: "look" } : {}), args }),
  );
  expect((await read([...sse(...events, finish("tool_calls")), done])).calls).toEqual([
    { id: "a", name: "look", args: { at: 1 } },
  ]);
});

test("quirk 10: a finish reason that is empty, null to the end, repeated, or stop although tools were called", async () => {
  const said = (finish_reason: string | null) => delta({ content: "a" }, { finish_reason });
  const empty = await read([...sse(said(""), said("")), done]);
  expect([empty.status, empty.stream.finishReasons, empty.stream.content]).toEqual(["complete", [], "aa"]);
  const never = await read([...sse(said(null), said(null)), done]);
  expect([never.status, never.stream.finishReasons]).toEqual(["complete", []]);
  const repeated = await read([...sse(said("stop"), said("stop")), done]);
  expect([repeated.stream.finishReasons, repeated.stream.content]).toEqual([["stop"], "aa"]);
  const called = callDelta({ index: 0, id: "a", name: "look", args: "{}" });
  expect((await read([...sse(called, finish("stop")), done])).calls).toEqual([{ id: "a", name: "look", args: {} }]);
});

test("quirk 11: content as a list of parts: text is joined, thinking is reasoning", async () => {
  const thinking = { type: "thinking", thinking: [{ type: "text", text: "Hm" }] };
  const { stream } = await read([
    ...sse(delta({ content: [thinking] }), delta({ content: [{ type: "text", text: "a" }] }), text("b"), finish()),
    done,
  ]);
  expect([stream.content, stream.reasoning]).toEqual(["ab", "Hm"]);
});

test("quirk 12: two reasoning fields with the same text are one", async () => {
  const twice = delta({ reasoning: "Hm", reasoning_content: "Hm" });
  expect((await read([...sse(twice, text("a"), finish()), done])).stream.reasoning).toBe("Hm");
});

describe("quirk 13: an error inside a stream", () => {
  const error = { message: "No capacity." };
  test.each<[string, readonly Step[]]>([
    ["in a frame", sse({ error })],
    ["in a frame after the finish reason, with the only usage", sse(finish(), { ...counted(5), error })],
    ["in a choice", sse(choice({ delta: {}, error }))],
    ["as an event of its own", [`event: error\ndata: ${JSON.stringify({ error })}\n\n`]],
    ["as an event of its own, in text", ["event: error\ndata: No capacity.\n\n"]],
    ["in a line without data:", [`\n${JSON.stringify({ error })}\n\n`]],
  ])("%s", async (name, events) => {
    const { error: thrown, stream, status } = await read([...sse(text("a")), ...events]);
    expect(thrown).toMatchObject({ name: "ProviderStreamError", provider: "odd", partial: { content: "a" } });
    expect(String(thrown)).toContain("No capacity.");
    expect([status, stream.totalTokens]).toEqual(["failed", name.endsWith("usage") ? 5 : null]);
  });

  test.each(["error", "insufficient_system_resource"])("as the finish reason %s", async (reason) => {
    const { error: thrown, status } = await read([...sse(text("a"), finish(reason)), done]);
    expect([status, thrown]).toEqual(["failed", expect.objectContaining({ name: "ProviderStreamError" })]);
  });

  test("null is none", async () => {
    const { status } = await read([...sse({ ...text("a"), error: null }, finish()), done]);
    expect(status).toBe("complete");
  });
});

test("quirk 14: comments, pings, CRLF, BOM, split characters, [DONE] with spaces, and a last event without its blank line", async () => {
  const events = sse(text("€"), finish()).join("").replaceAll("\n", "\r\n");
  const bytes = new TextEncoder().encode(
    `\uFEFF: OPENROUTER PROCESSING\r\n\r\nevent: ping\r\n\r\nevent: ping\r\ndata:\r\n\r\n${events}data:  [DONE] \r\n\r\n`,
  );
  const { stream, status } = await read([...bytes].map((byte) => Uint8Array.of(byte)));
  expect([stream.content, status]).toEqual(["€", "complete"]);
  const last = sse(finish()).join("").trimEnd();
  expect((await read([...sse(text("a")), last])).status).toBe("complete");
  expect((await read([...sse(text("a")), last.slice(0, -1), cut()])).status).toBe("failed");
});

test("quirk 15: unknown fields of a tool call are kept, and sent back", async () => {
  const signed = {
    index: 0,
    id: "a",
    type: "function",
    thought_signature: "s",
    function: { name: "look", arguments: "{}" },
  };
  const { stream } = await read([...sse(delta({ tool_calls: [signed] }), finish("tool_calls")), done]);
  const { index: _index, ...kept } = signed;
  expect(stream.messageParam.tool_calls).toEqual([kept]);
});
