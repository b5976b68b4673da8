import { InvalidTool, ZoetropeError } from "@zoetrope/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyTools, bodyClient, readAll, streamOf } from "./__fixtures__/ask.js";
import { answer, call, sse, text, thought, usage } from "./__fixtures__/chunks.js";
import { GoogleCallResponseChunk } from "./call-response-chunk.js";

const run = (body: string, tools: readonly string[] = []) =>
  readAll(streamOf(bodyClient({ reads: [new TextEncoder().encode(body)] }), { tools: anyTools(tools) }));

/** Every public getter of an object, read. */
function readGetters(object: object): void {
  for (
    let type = Object.getPrototypeOf(object) as object | null;
    type;
    type = Object.getPrototypeOf(type) as object | null
  ) {
    if (type === Object.prototype) return;
    for (const name of Object.getOwnPropertyNames(type)) if (name !== "__proto__") Reflect.get(type, name, object);
  }
}

const field = fc.constantFrom(
  "candidates",
  "content",
  "parts",
  "text",
  "thought",
  "functionCall",
  "name",
  "args",
  "id",
  "partialArgs",
  "jsonPath",
  "stringValue",
  "willContinue",
  "finishReason",
  "usageMetadata",
  "promptFeedback",
  "blockReason",
  "index",
  "__proto__",
  "constructor",
  "inlineData",
  "data",
  "groundingMetadata",
  "logprobsResult",
  "modelVersion",
  "responseId",
);
const { tree: wire } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom(null, true, 0, -1, 1e9, "", "x", "STOP", "$.a[0]", "[0]"),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.array(fc.tuple(field, tie("tree")), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

describe("whatever a server sends", () => {
  test("no accessor throws, and content is what the pairs had", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(field, wire), { maxLength: 4 }), async (chunks) => {
        const { stream, pairs, error } = await run(sse(...chunks), ["x"]);
        expect(error === null || ZoetropeError.isInstance(error), `${String(error)}`).toBe(true);
        for (const [chunk] of pairs) readGetters(chunk);
        expect(pairs.map(([chunk]) => chunk.content).join("")).toBe(stream.content);
        const response = stream.constructCallResponse({ partial: true });
        readGetters(response);
        readGetters(stream);
        expect(response.content).toBe(stream.content);
        expect(response.reasoning ?? "").toBe(stream.reasoning ?? "");
        expect(JSON.parse(JSON.stringify(response))).toMatchObject({ content: stream.content });
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    {},
    { candidates: null },
    { candidates: [null] },
    { candidates: [{ content: null }] },
    { candidates: "x" },
  ])("a chunk without an answer: %j", (raw) => {
    const chunk = new GoogleCallResponseChunk(raw);
    readGetters(chunk);
    expect([chunk.content, chunk.reasoning, chunk.parts]).toEqual(["", null, []]);
  });

  test("names from the wire reach no prototype", async () => {
    const args =
      '{"candidates":[{"content":{"parts":[{"functionCall":{"name":"x","args":{"__proto__":{"polluted":1}}}}]}';
    const piece = { jsonPath: "$.__proto__.polluted", stringValue: "yes" };
    const streamed = answer([{ functionCall: { name: "x", partialArgs: [piece] } }], "STOP", { ["__proto__x"]: 1 });
    const body = `data: ${args},"__proto__":{"polluted":1}}],"__proto__":{"polluted":1}}\n\n${sse(streamed)}`;
    const { stream, error } = await run(body, ["x"]);
    expect(error).toBeNull();
    expect(stream.tools).toHaveLength(2);
    expect(JSON.stringify(stream.tools[1]?.toolCall.args)).toBe('{"__proto__":{"polluted":"yes"}}');
    const sent = stream.messageParam.parts?.[1]?.functionCall?.args;
    expect(JSON.stringify(sent)).toBe('{"__proto__":{"polluted":"yes"}}');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(stream.constructCallResponse().response)).toBe(Object.prototype);
  });
});

describe("how parts are gathered", () => {
  test("texts are joined, signed parts never, and an empty signed part is kept", async () => {
    const signed = { text: "lo", thoughtSignature: "s1" };
    const empty = { text: "", thoughtSignature: "s2" };
    const chunks = [
      answer([thought("a"), thought("b")]),
      answer([text("H"), text("e")]),
      answer([text("")]),
      answer([text("l")]),
      answer([signed]),
      answer([text("!")]),
      answer([empty], "STOP"),
    ];
    const { stream } = await run(sse(...chunks));
    const { parts } = stream.constructCallResponse();
    expect(parts).toEqual([{ text: "ab", thought: true }, { text: "Hel" }, signed, { text: "!" }, empty]);
    expect([stream.content, stream.reasoning]).toEqual(["Hello!", "ab"]);
  });

  test("an answer of nothing is sent back as an empty text", async () => {
    const { stream } = await run(sse(answer([text("")], "STOP")));
    expect(stream.messageParam).toEqual({ role: "model", parts: [{ text: "" }] });
  });

  test("S18: candidates are kept apart, and content is that of the first", async () => {
    const two = (a: string, b: string, reason?: string) => ({
      candidates: [a, b].map((said, index) => ({ index, content: { parts: [text(said)] }, finishReason: reason })),
    });
    const { stream } = await run(sse(two("a", "x"), two("b", "y", "STOP")));
    expect(stream.content).toBe("ab");
    expect(stream.finishReasons).toEqual(["STOP", "STOP"]);
    const { candidates } = stream.constructCallResponse().response;
    expect(candidates?.map(({ content }) => content?.parts)).toEqual([[text("ab")], [text("xy")]]);
  });

  test("S29: one of two candidates without its finish reason is a truncated answer", async () => {
    const one = { candidates: [{ index: 0, content: { parts: [text("a")] }, finishReason: "STOP" }, { index: 1 }] };
    const { stream } = await run(sse(one));
    expect(stream.ending?.status).toBe("truncated");
  });

  test("S15: usage is the last word, S14: which may come behind the finish reason", async () => {
    const chunks = [answer([text("a")], undefined, { usageMetadata: { promptTokenCount: 1 } }), answer([], "STOP")];
    const { stream } = await run(sse(...chunks, { usageMetadata: usage }));
    expect(stream.usage).toEqual(usage);
    expect(stream.finishReasons).toEqual(["STOP"]);
  });

  test("T4: several calls in one chunk come in pairs of their own; T3: without arguments, too", async () => {
    const chunk = answer([call("a", { n: 1 }), { functionCall: { name: "b" } }, call("a", { n: 1 })], "STOP");
    const { pairs, stream } = await run(sse(chunk), ["a", "b"]);
    expect(pairs.map(([, tool]) => tool?.toolCall.name)).toEqual(["a", "b", "a"]);
    expect(stream.tools.map(({ toolCall }) => toolCall.args)).toEqual([{ n: 1 }, {}, { n: 1 }]);
    expect(new Set(stream.tools.map(({ toolCall }) => toolCall.id)).size).toBe(3);
    expect(stream.messageParam.parts).toEqual([
      call("a", { n: 1 }),
      { functionCall: { name: "b" } },
      call("a", { n: 1 }),
    ]);
  });

  test("a call comes with the chunk that holds it, for no piece of it can follow", async () => {
    const { pairs } = await run(sse(answer([call("a", {})]), answer([text("b")]), answer([], "STOP")), ["a"]);
    expect(pairs.map(([, tool]) => tool?.toolCall.name ?? null)).toEqual(["a", null, null]);
  });

  test("the id is the first that was said, the model the last", async () => {
    const says = (modelVersion: string, responseId: string) =>
      answer([text("a")], "STOP", { modelVersion, responseId });
    const { stream } = await run(sse(says("", ""), says("m-1", "r-1"), says("m-2", "r-2"), says("", "")));
    expect([stream.model, stream.id]).toEqual(["m-2", "r-1"]);
  });

  test("a call that is cut is neither a tool nor part of the message, and stays readable", async () => {
    const begun = answer([{ functionCall: { name: "a", willContinue: true } }]);
    const piece = { jsonPath: "$.text", stringValue: "Hel", willContinue: true };
    const more = answer([{ functionCall: { partialArgs: [piece], willContinue: true } }]);
    const { stream } = await run(sse(answer([text("Hi")]), begun, more), ["a"]);
    expect(stream.ending?.status).toBe("truncated");
    expect(stream.tools).toEqual([]);
    expect(stream.openToolCalls).toEqual([{ id: "", name: "a", arguments: '{"text":"Hel' }]);
    expect(stream.messageParam.parts).toEqual([text("Hi")]);
  });

  test("T10: a call that the token limit cut is an InvalidTool", async () => {
    const begun = answer([{ functionCall: { name: "a", willContinue: true, partialArgs: [] } }]);
    const { stream } = await run(sse(begun, answer([], "MAX_TOKENS")), ["a"]);
    expect(stream.tools[0]).toBeInstanceOf(InvalidTool);
    expect(stream.ending?.status).toBe("complete");
  });
});
