import { InvalidTool, MalformedChunkError, ProviderStreamError, StreamTruncatedError } from "@zoetrope/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askStream, bytes, type Run } from "./__fixtures__/ask.js";
import {
  bodyOf,
  call,
  close,
  delta,
  end,
  open,
  start,
  stop,
  text,
  type MessageEvent,
} from "./__fixtures__/message-events.js";
import { AnthropicCallResponseChunk } from "./call-response-chunk.js";

const names = ["f", "g"];

function read(...events: readonly MessageEvent[]): Promise<Run> {
  return askStream({ reads: [bytes(bodyOf(...events))] }, { names });
}

describe("how a stream ends", () => {
  it("S27: is over at message_stop, although the server keeps the connection open", async () => {
    const run = await askStream({
      reads: [bytes(bodyOf(start(), ...text(0, "Hi"), end("end_turn"), stop))],
      stays: true,
    });
    expect([run.stream?.ending?.status, run.stream?.content]).toEqual(["complete", "Hi"]);
  });

  it("takes no event behind message_stop, however the body was cut", async () => {
    const whole = bodyOf(start(), ...text(0, "Hi"), end("end_turn"), stop);
    const more = bodyOf(...text(1, " there"));
    const runs = [
      await askStream({ reads: [bytes(whole + more)] }),
      await askStream({ reads: [bytes(whole), bytes(more)] }),
    ];
    expect(runs.map(({ pairs, stream }) => [pairs.length, stream?.content])).toEqual([
      [6, "Hi"],
      [6, "Hi"],
    ]);
  });

  it("S4: without a stop reason is truncated, and keeps what came", async () => {
    const { stream, error, response } = await read(start(), open(0, { type: "text", text: "" }), textDelta("Hal"));
    expect(error).toBeInstanceOf(StreamTruncatedError);
    expect([stream?.ending?.status, stream?.content, response?.messageParam]).toEqual([
      "truncated",
      "Hal",
      { role: "assistant", content: [{ type: "text", text: "Hal" }] },
    ]);
  });

  it("is complete with a stop reason and no message_stop, and with message_stop and no stop reason", async () => {
    const [reason, stopped] = [
      await read(start(), ...text(0, "Hi"), end("end_turn")),
      await read(start(), ...text(0, "Hi"), stop),
    ];
    expect([reason.stream?.ending?.status, stopped.stream?.ending?.status]).toEqual(["complete", "complete"]);
    expect(stopped.response?.finishReasons).toEqual([]);
  });

  it("is complete without either when the caller said so, and empty answers never are", async () => {
    const body = { reads: [bytes(bodyOf(start(), ...text(0, "Hi")))] };
    const accepted = await askStream(body, { acceptMissingFinishReason: true });
    const empty = await read(start(), stop);
    expect([accepted.stream?.ending?.status, empty.stream?.ending?.status]).toEqual(["complete", "truncated"]);
  });

  it("S7: an error event fails it with the provider's message, after a 200, and keeps what came", async () => {
    const failure = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    const { error, pairs, stream } = await read(start(), open(0, { type: "text", text: "" }), textDelta("Ha"), failure);
    expect(error).toBeInstanceOf(ProviderStreamError);
    expect(error).toMatchObject({ message: "The provider reported an error: Overloaded", error: failure.error });
    expect([pairs.length, stream?.ending?.status, stream?.content]).toEqual([3, "failed", "Ha"]);
  });

  it("S7: an error without an event name, or with data that is no JSON, is one too", async () => {
    const unnamed = await askStream({ reads: [bytes('data: {"error":{"message":"No credit"}}\n\n')] });
    const plain = await askStream({ reads: [bytes("event: error\ndata: upstream died\n\n")] });
    expect([unnamed.error, plain.error].map(String)).toEqual([
      "ProviderStreamError: The provider reported an error: No credit",
      "ProviderStreamError: The provider reported an error: upstream died",
    ]);
  });

  it("S5: a frame that is no JSON fails it", async () => {
    const body = `${bodyOf(start(), ...text(0, "Hi"))}event: content_block_delta\ndata: {"type"\n\n${bodyOf(stop)}`;
    const { error, stream } = await askStream({ reads: [bytes(body)] });
    expect(error).toBeInstanceOf(MalformedChunkError);
    expect(stream?.content).toBe("Hi");
  });

  it("S6: a body that is no event stream says how it begins", async () => {
    const html = await askStream({ reads: [bytes("<html>Bad gateway</html>")], type: "text/html" });
    const failed = await askStream({ reads: [bytes('{"type":"error","error":{"message":"Nope"}}')] });
    expect(String(html.error)).toContain('"<html>Bad gateway</html>", which is no message of Anthropic\'s API');
    expect(failed.error).toMatchObject({ message: "The provider reported an error: Nope" });
  });
});

describe("tools", () => {
  it("T1, T4: come with the event that closes their block, each event being a pair", async () => {
    const { pairs, stream } = await read(
      start(),
      ...text(0, "Let me see."),
      ...call(1, { id: "t1", name: "f" }, '{"a":', "1}"),
      ...call(2, { id: "t2", name: "g" }),
      end("tool_use"),
      stop,
    );
    const closed = pairs.flatMap(([chunk, tool]) => (tool ? [[chunk.type, chunk.index, tool.toolCall.args]] : []));
    expect(closed).toEqual([
      ["content_block_stop", 1, { a: 1 }],
      ["content_block_stop", 2, {}],
    ]);
    expect([pairs.length, stream?.tools.length]).toEqual([12, 2]);
  });

  it("T10: arguments cut at the token limit make an invalid tool, which can be sent back", async () => {
    const { stream, response } = await read(
      start(),
      ...call(0, { id: "t1", name: "f" }, '{"a": "lo'),
      end("max_tokens"),
      stop,
    );
    const [tool] = stream?.tools ?? [];
    expect(tool).toBeInstanceOf(InvalidTool);
    expect(response?.response.content).toMatchObject([{ type: "tool_use", input: '{"a": "lo' }]);
    expect(response?.messageParam.content).toMatchObject([{ type: "tool_use", input: { INVALID_JSON: '{"a": "lo' } }]);
    expect(response?.toolMessageParams([[tool!]])).toMatchObject([
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", is_error: true }] },
    ]);
  });

  it("T2: are settled at the stop reason where their block was not closed, and never handed out where the body breaks", async () => {
    const opened = [start(), ...call(0, { id: "t1", name: "f" }, "{}").slice(0, -1)];
    const finished = await read(...opened, end("tool_use"), stop);
    const cut = await read(...opened);
    expect(finished.stream?.tools).toHaveLength(1);
    expect([cut.stream?.tools, cut.stream?.openToolCalls]).toEqual([[], [{ id: "t1", name: "f", arguments: "{}" }]]);
    expect(cut.response?.messageParam.content).toEqual([]);
  });

  it("T5: two calls under one id are two, and can both be answered", async () => {
    const { stream } = await read(
      start(),
      ...call(0, { id: "t1", name: "f" }),
      ...call(1, { id: "t1", name: "g" }),
      end("tool_use"),
      stop,
    );
    const ids = stream?.tools.map(({ toolCall }) => toolCall.id) ?? [];
    expect(ids[0]).toBe("t1");
    expect(ids[1]).toMatch(/^call_\w{24}$/);
  });

  it("that stand in message_start come with it, as after a call of code that the provider runs", async () => {
    const content = [{ type: "tool_use", id: "t1", name: "f", input: { a: 1 } }];
    const { pairs } = await read(start({ content }), ...text(1, "x"), end("tool_use"), stop);
    expect([pairs[0]?.[0].type, pairs[0]?.[1]?.toolCall.args]).toEqual(["message_start", { a: 1 }]);
  });

  it("keep who called them, for the next turn", async () => {
    const caller = { type: "code_execution_20250825", tool_id: "s1" };
    const block = { type: "tool_use", id: "t1", name: "f", input: { a: 1 }, caller };
    const { response } = await read(start(), open(0, block), close(0), end("tool_use"), stop);
    expect(response?.messageParam.content).toEqual([block]);
  });
});

describe("what a message is made of", () => {
  it("keeps thinking, redacted thinking, server tools and unknown blocks for the next turn, in order", async () => {
    const search = { type: "web_search_tool_result", tool_use_id: "s1", content: [] };
    const future = { type: "hologram", data: [1, { x: 2 }] };
    const { response } = await read(
      start(),
      open(0, { type: "thinking", thinking: "", signature: "" }),
      delta(0, { type: "thinking_delta", thinking: "Hm" }),
      delta(0, { type: "signature_delta", signature: "sig" }),
      close(0),
      open(1, { type: "redacted_thinking", data: "xyz" }),
      close(1),
      open(2, { type: "server_tool_use", id: "s1", name: "web_search", input: {} }),
      delta(2, { type: "input_json_delta", partial_json: '{"query":' }),
      delta(2, { type: "input_json_delta", partial_json: '"x"}' }),
      close(2),
      open(3, search),
      close(3),
      open(4, future),
      close(4),
      ...text(5, "Found", " it"),
      end("pause_turn"),
      stop,
    );
    expect(response?.messageParam).toEqual({
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm", signature: "sig" },
        { type: "redacted_thinking", data: "xyz" },
        { type: "server_tool_use", id: "s1", name: "web_search", input: { query: "x" } },
        search,
        future,
        { type: "text", text: "Found it" },
      ],
    });
    expect([response?.finishReasons, response?.serverBlocks.length, response?.tools]).toEqual([["pause_turn"], 3, []]);
  });

  it("leaves thinking without its signature, cut calls and cut server calls out of the next turn", async () => {
    const { response, stream } = await read(
      start(),
      open(0, { type: "thinking", thinking: "", signature: "" }),
      delta(0, { type: "thinking_delta", thinking: "Hm" }),
      open(1, { type: "server_tool_use", id: "s1", name: "web_search", input: {} }),
      delta(1, { type: "input_json_delta", partial_json: '{"que' }),
      open(2, { type: "tool_use", id: "t1", name: "f", input: {} }),
    );
    expect([stream?.ending?.status, stream?.reasoning, response?.thinkingBlocks.length]).toEqual([
      "truncated",
      "Hm",
      1,
    ]);
    expect(response?.messageParam.content).toEqual([]);
  });

  it("gathers citations on their block", async () => {
    const citation = { type: "char_location", cited_text: "x", document_index: 0 };
    const { response, pairs } = await read(
      start(),
      open(0, { type: "text", text: "", citations: [] }),
      delta(0, { type: "citations_delta", citation }),
      textDelta("x"),
      close(0),
      end("end_turn"),
      stop,
    );
    expect(response?.citations).toEqual([citation]);
    expect(response?.response.content).toEqual([{ type: "text", text: "x", citations: [citation] }]);
    expect(pairs.map(([chunk]) => chunk.citation).filter(Boolean)).toEqual([citation]);
  });

  it("tells a refusal, its reason and its neutral word", async () => {
    const stop_details = { type: "refusal", category: "bio", explanation: "Not this." };
    const { response, stream } = await read(start(), end("refusal", { stop_details }), stop);
    expect([stream?.refusal, response?.refusal, response?.finishReasons, response?.common.finishReason]).toEqual([
      "Not this.",
      "Not this.",
      ["refusal"],
      "content_filter",
    ]);
  });

  it("M1, S15: overlays usage, never sums it, and counts cached tokens into the prompt's", async () => {
    const usage = {
      input_tokens: 10,
      cache_creation_input_tokens: 200,
      cache_read_input_tokens: 3000,
      output_tokens: 1,
    };
    const { stream, response } = await read(
      start({ usage }),
      ...text(0, "Hi"),
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { input_tokens: null, output_tokens: 9 } },
      { type: "message_delta", delta: {}, usage: { output_tokens: 12, output_tokens_details: { thinking_tokens: 5 } } },
      stop,
    );
    for (const answer of [stream, response]) {
      const { inputTokens, cachedTokens, cacheWriteTokens, outputTokens, totalTokens } = answer!;
      expect([inputTokens, cachedTokens, cacheWriteTokens, outputTokens, totalTokens]).toEqual([
        3210, 3000, 200, 12, 3222,
      ]);
    }
    expect(response?.common.usage?.reasoningTokens).toBe(5);
    expect(response?.usage).toMatchObject({ input_tokens: 10, output_tokens: 12 });
  });

  it("takes fields of the message that come late, as context_management and a container do", async () => {
    const { response } = await read(
      start(),
      { ...end("end_turn", { container: { id: "c1" } }), context_management: { applied_edits: [] } },
      stop,
    );
    expect(response?.response).toMatchObject({ container: { id: "c1" }, context_management: { applied_edits: [] } });
  });

  it("keeps a block's own order of text when a server goes back to an earlier one", async () => {
    const { response, stream } = await read(
      start(),
      open(0, { type: "text", text: "" }),
      textDelta("a", 0),
      open(1, { type: "text", text: "" }),
      textDelta("b", 1),
      textDelta("c", 0),
      end("end_turn"),
      stop,
    );
    expect([stream?.content, response?.content]).toEqual(["abc", "abc"]);
  });
});

const types =
  "message_start content_block_start content_block_delta content_block_stop message_delta message text thinking tool_use text_delta thinking_delta input_json_delta signature_delta citations_delta compaction_delta unheard_of".split(
    " ",
  );
const fieldNames =
  "__proto__ constructor type text thinking signature partial_json citation citations content id name input model usage stop_reason stop_details index".split(
    " ",
  );

describe("hostile events", () => {
  const junk = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, undefined, 0, -1, 1.5, "", "x", true),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...fieldNames), tie("value"), { maxKeys: 4 }),
    ),
  })).value;
  const part = fc
    .tuple(fc.dictionary(fc.constantFrom(...fieldNames), junk, { maxKeys: 6 }), fc.constantFrom(...types))
    .map(([fields, type]): object => ({ ...fields, type }));
  const partOrJunk = fc.oneof(part, junk);
  const event = fc
    .tuple(part, fc.oneof(fc.nat(2), junk), partOrJunk, partOrJunk, partOrJunk)
    .map(([fields, index, message, content_block, delta]) => ({ ...fields, index, message, content_block, delta }));

  it("break no accessor, no law and no prototype", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), async (events) => {
        const body = events.map((one) => `data: ${JSON.stringify(one)}\n\n`).join("");
        const { stream, pairs, response } = await askStream({ reads: [bytes(body)] }, { names });
        expect(pairs.map(([chunk]) => chunk.content).join("")).toBe(stream?.content);
        expect(pairs.flatMap(([, tool]) => tool ?? [])).toEqual(stream?.tools);
        for (const [chunk] of pairs) readAll(chunk, AnthropicCallResponseChunk.prototype);
        readAll(stream!, Object.getPrototypeOf(stream));
        readAll(response!, Object.getPrototypeOf(response));
        expect(response?.content).toBe(stream?.content);
        expect(JSON.stringify(response)).toBeTypeOf("string");
        expect(Object.getPrototypeOf({})).toBe(Object.prototype);
        expect({}).not.toHaveProperty("text");
      }),
      { numRuns: 400, seed: 6 },
    );
  });
});

function textDelta(piece: string, index = 0): MessageEvent {
  return delta(index, { type: "text_delta", text: piece });
}

function readAll(holder: object, prototype: object): void {
  for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (get) Reflect.get(holder, name);
  }
}
