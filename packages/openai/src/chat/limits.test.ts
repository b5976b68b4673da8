import { RawTool, StreamLimitError } from "@zoetrope/core";
import { openaiCall, tool } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { done, sse } from "@zoetrope/test-server";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { read } from "./__fixtures__/ask-server.js";
import { answer, callDelta, delta, finish, text } from "./__fixtures__/chat-chunks.js";

const levels = 100_000;
const deepArray = "[".repeat(levels) + "]".repeat(levels);
const deepObject = '{"a":'.repeat(levels) + "0" + "}".repeat(levels);
const raw = { type: "function", function: { name: "f" } } as const;

/** A tree: the schema calls itself for each level. */
const Tree: z.ZodType<{ a?: unknown }> = z.object({ a: z.union([z.literal(0), z.lazy(() => Tree)]).optional() });
const grow = tool({ name: "f", description: "Grows.", parameters: { a: Tree } }, () => "grown");

const clientOf = (body: readonly string[]) => createTestClient([body.join("")]);
const call = (args: string) => [
  ...sse(callDelta({ index: 0, id: "call_1", name: "f", args }), finish("tool_calls")),
  done(),
];

describe("depth", () => {
  test.each([
    ["arrays", deepArray],
    ["objects", deepObject],
  ])("an event of 100,000 %s fails the stream, with what had arrived", async (_, value) => {
    const event = `data: {"choices":[{"index":0,"delta":{"content":"b"}}],"extra":${value}}\n\n`;
    const client = clientOf([...sse(text("a")), event, ...answer("c")]);
    const stream = openaiCall("m", { client, stream: true })(() => "Hi")();
    const { error, text: said } = await read(stream);
    expect(error).toBeInstanceOf(StreamLimitError);
    expect(error).toMatchObject({
      limit: "depth",
      message: expect.stringContaining("512 levels"),
      partial: { content: "a" },
    });
    expect([said, stream.ending?.status]).toEqual(["a", "failed"]);
    expect(JSON.stringify(stream.constructCallResponse({ partial: true }))).toContain('"a"');
  });

  test.each([
    ["arrays", `{"a":${deepArray}}`],
    ["objects", deepObject],
  ])("a call with 100,000 %s as its arguments does the same", async (_, args) => {
    for (const tools of [[raw], [grow]]) {
      const stream = openaiCall("m", { client: clientOf(call(args)), stream: true, tools })(() => "Hi")();
      const { error } = await read(stream);
      expect(error).toMatchObject({ name: "StreamLimitError", limit: "depth" });
      expect(stream.openToolCalls).toMatchObject([{ id: "call_1", arguments: args }]);
    }
  });

  test("partial tools of such a call are read as far as they go, and nothing overflows", async () => {
    const pieces = deepObject.match(/.{1,5000}/g) ?? [];
    const deltas = pieces.map((args) => callDelta({ index: 0, id: "call_1", name: "f", args }));
    const client = clientOf([...sse(...deltas, finish("tool_calls")), done()]);
    const stream = openaiCall("m", { client, stream: { partialTools: true }, tools: [raw] })(() => "Hi")();
    expect((await read(stream)).error).toMatchObject({ limit: "depth" });
  });

  test("what is within the limit overflows nothing: a schema that calls itself for each of its levels", async () => {
    const args = '{"a":'.repeat(510) + "0" + "}".repeat(510);
    const stream = openaiCall("m", { client: clientOf(call(args)), stream: true, tools: [grow] })(() => "Hi")();
    const { tools, error } = await read(stream);
    expect([error, tools.filter((made) => made !== null).length]).toEqual([undefined, 1]);
    expect(stream.tools[0]?.call()).toBe("grown");
    expect(JSON.stringify(stream.constructCallResponse())).toContain("call_1");
  });

  test("the limit of the caller's own holds, exactly", async () => {
    const nested = (depth: number) => call('{"a":'.repeat(depth) + "0" + "}".repeat(depth));
    const limits = { depth: 8 };
    const fits = openaiCall("m", { client: clientOf(nested(8)), stream: true, tools: [raw], limits })(() => "Hi")();
    expect((await read(fits)).error).toBe(undefined);
    const deeper = openaiCall("m", { client: clientOf(nested(9)), stream: true, tools: [raw], limits })(() => "Hi")();
    expect((await read(deeper)).error).toMatchObject({
      limit: "depth",
      message: expect.stringContaining("limits.depth"),
    });
  });
});

describe("totalBytes", () => {
  test("ends an answer that is longer, with what had been read of it", async () => {
    const chunks = Array.from({ length: 1000 }, () => text("x".repeat(1000)));
    const client = createTestClient([chunkedBody([...sse(...chunks, finish()), done()])]);
    const stream = openaiCall("m", { client, stream: true, limits: { totalBytes: 500_000 } })(() => "Hi")();
    const { error } = await read(stream);
    expect(error).toMatchObject({ name: "StreamLimitError", limit: "totalBytes" });
    // One read may pass the limit, and is handed out; each of these events is 1,200 bytes and some.
    expect(stream.content.length).toBeGreaterThan(380_000);
    expect(stream.content.length).toBeLessThan(430_000);
  });
});

/** One event a read. */
function chunkedBody(events: readonly string[]): Response {
  const left = [...events];
  return new Response(
    new ReadableStream({
      pull(controller) {
        const event = left.shift();
        if (event === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(event));
      },
    }),
  );
}

test("keys of the wire reach no prototype, in events and in arguments", async () => {
  const hostile = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}';
  const inside = JSON.stringify(delta({ content: "a" })).replace('"delta":{', `${hostile},"delta":{${hostile},`);
  const body = [
    `data: ${inside.replace("{", `{${hostile},`)}\n\n`,
    `data: {"choices":[{"index":"__proto__","delta":{"content":"b"}}]}\n\n`,
    ...call(`{${hostile},"hasOwnProperty":1}`),
  ];
  const stream = openaiCall("m", { client: clientOf(body), stream: true, tools: [raw] })(() => "Hi")();
  const { tools, error } = await read(stream);
  expect(error).toBe(undefined);
  const made = tools.find((each) => each instanceof RawTool);
  expect(JSON.stringify(made?.args)).toBe(`{${hostile},"hasOwnProperty":1}`);
  const response = stream.constructCallResponse();
  for (const value of [{}, [], response, response.response, response.messageParam, made?.args]) {
    expect(Reflect.get(Object(value), "polluted")).toBe(undefined);
  }
  expect(Object.getPrototypeOf(made?.args)).toBe(Object.prototype);
  expect(() => JSON.stringify(response)).not.toThrow();
});

describe("a whole answer", () => {
  const whole = (extra: string) =>
    new Response(`{"choices":[{"index":0,"message":{"content":"a"}}],"extra":${extra}}`, {
      headers: { "content-type": "application/json" },
    });

  test.each<[string, string, object]>([
    ["longer than totalBytes", `"${"x".repeat(2000)}"`, { totalBytes: 1000 }],
    ["deeper than depth", deepArray, {}],
  ])("%s fails the call", async (_, extra, limits) => {
    const call = openaiCall("m", { client: createTestClient([whole(extra)]), limits })(() => "Hi");
    await expect(call()).rejects.toMatchObject({
      name: "StreamLimitError",
      limit: extra === deepArray ? "depth" : "totalBytes",
      provider: "openai",
      partial: null,
    });
  });
});
