import {
  MalformedChunkError,
  ProviderStreamError,
  StreamAbortedError,
  StreamError,
  StreamNotConsumedError,
  StreamTransportError,
  StreamTruncatedError,
} from "@zoetrope/core";
import { openaiCall } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { createGate, cut, done, html, json, noContent, reset, sse, startTestServer } from "@zoetrope/test-server";
import { describe, expect, test } from "vitest";
import { answer, callDelta, chunk, completion, delta, finish, text, usage } from "./__fixtures__/chat-chunks.js";
import { ask, read, serve } from "./__fixtures__/ask-server.js";
import { bodyClient } from "./__fixtures__/body-client.js";

/** What was still built of a stream that failed. */
function partialOf(error: unknown) {
  if (!StreamError.isInstance(error))
    throw new Error(`Expected a StreamError, not ${String(error)}.`, { cause: error });
  return error;
}

describe("S4", () => {
  test.each([
    ["ends", []],
    ["ends with [DONE], but nothing was answered", ["role"]],
  ])("S4: a body without a finish reason that %s is truncated, and the loop throws", async (_, kind) => {
    const body =
      kind.length > 0 ? [...sse(delta({ role: "assistant", content: "" })), done()] : sse(text("Hel"), text("lo"));
    await using server = await serve(body);
    const stream = ask(server);
    const { error, text: got } = await read(stream);
    expect(error).toBeInstanceOf(StreamTruncatedError);
    expect(stream.ending).toEqual({ status: "truncated", cause: error });
    expect(stream.content).toBe(got);
    expect(() => stream.constructCallResponse()).toThrow(StreamTruncatedError);
    expect(partialOf(error)).toMatchObject({ provider: "openai", requestId: "req_1", partial: { content: got } });
  });

  test.each([
    ["FIN", cut()],
    ["RST", reset()],
  ] as const)("S4: a connection broken by %s is failed, with the runtime's error as the cause", async (_, end) => {
    await using server = await startTestServer();
    const gate = createGate();
    server.reply({ body: [...sse(text("Hel"), text("lo")), gate.hold, end] });
    const stream = ask(server);
    const reading = read(stream);
    await server.until(() => stream.content === "Hello");
    gate.release();
    const { error } = await reading;
    expect(error).toBeInstanceOf(StreamTransportError);
    expect(error).toHaveProperty("cause.message", "terminated");
    expect(stream.ending).toEqual({ status: "failed", cause: error });
    expect(partialOf(error).partial?.content).toBe("Hello");
  });

  test("a connection that breaks after the finish reason ends the stream complete, with the error in ending.cause", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...sse(text("Hello"), finish()), cut()] });
    const stream = ask(server);
    expect(await read(stream)).toMatchObject({ text: "Hello", error: undefined });
    expect(stream.ending).toMatchObject({ status: "complete", cause: expect.any(Error) });
    expect(stream.constructCallResponse().content).toBe("Hello");
  });

  test("a last frame without its blank line counts; one torn by the end of the body is dropped", async () => {
    const whole = sse(text("Hel"), text("lo"), finish()).join("");
    await using server = await serve([whole.trimEnd()], [whole.slice(0, -20)]);
    const [good, torn] = [ask(server), ask(server)];
    expect(await read(good)).toMatchObject({ text: "Hello", error: undefined });
    expect((await read(torn)).error).toBeInstanceOf(StreamTruncatedError);
    expect(torn.content).toBe("Hello");
  });
});

test("S5: a malformed frame fails the stream, and the text around it stays: the partial has what came before", async () => {
  // One write, so that the good and the bad frame come with one read.
  await using server = await serve([
    [...sse(text("Hel"), text("lo")), "data: {broken\n\n", ...sse(finish()), done()].join(""),
  ]);
  const stream = ask(server);
  const { error, text: got } = await read(stream);
  expect(got).toBe("Hello");
  expect(error).toBeInstanceOf(MalformedChunkError);
  expect(String(error)).toContain("{broken");
  expect(partialOf(error).partial).toMatchObject({ content: "Hello", finishReasons: [] });
  expect(stream.ending?.status).toBe("failed");
  await server.until(() => server.openSockets === 0);
});

describe("S6", () => {
  test("S6: a JSON error in a 200 is the provider's error", async () => {
    await using server = await startTestServer();
    server.reply(json(200, { error: { message: "model overloaded", code: 503 } }));
    const { error, chunks } = await read(ask(server));
    expect(error).toBeInstanceOf(ProviderStreamError);
    expect(error).toMatchObject({ message: expect.stringContaining("model overloaded"), error: { code: 503 } });
    expect(chunks).toEqual([]);
  });

  test("S6: HTML in the place of a stream is an error that quotes its start, and no more than 200 characters", async () => {
    await using server = await startTestServer();
    server.reply(html(200, `<!doctype html><title>Sign in</title>${"x".repeat(1000)}`));
    const { error } = await read(ask(server));
    expect(error).toBeInstanceOf(MalformedChunkError);
    expect(String(error)).toMatch(/<!doctype html><title>Sign in<\/title>x+".*baseURL/);
    expect(String(error).length).toBeLessThan(450);
  });

  test.each([
    ["an empty body", { body: [] }],
    ["a blank body", { body: ["\n\n  \n"] }],
    ["comments only", { body: [": hello\n\n: still here\n\n"] }],
    ["only [DONE]", { body: [done()] }],
    ["204", noContent()],
  ])("S6: %s is truncated, and says that no answer came", async (_, script) => {
    await using server = await startTestServer();
    server.reply(script);
    const stream = ask(server);
    const { error } = await read(stream);
    expect(error).toBeInstanceOf(StreamTruncatedError);
    expect(String(error)).toContain("no answer was in it");
    expect(stream.ending?.status).toBe("truncated");
  });

  test("S6: a whole completion, although streaming was asked, is read as one chunk", async () => {
    await using server = await startTestServer();
    server.reply(
      json(
        200,
        completion({ content: "Hello" }, { usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } }),
      ),
    );
    const stream = ask(server);
    const { chunks, error } = await read(stream);
    expect([chunks.map(String), error, stream.ending?.status]).toEqual([["Hello"], undefined, "complete"]);
    expect(stream.constructCallResponse()).toMatchObject({ content: "Hello", finishReasons: ["stop"], totalTokens: 4 });
  });
});

describe("S7", () => {
  const error = { message: "the engine died", type: "server_error" };

  test.each([
    ["an object in data:", sse({ error })],
    ["event: error with an object", [`event: error\n${sse({ error }).join("")}`]],
    ["event: error with text", ["event: error\ndata: the engine died\n\n"]],
    ["a line without data:", [`${JSON.stringify({ error })}\n`]],
  ])("S7: %s is a ProviderStreamError, never a chunk", async (_, frame) => {
    await using server = await serve([...sse(text("Hel")), ...frame, ...sse(text("lo"), finish()), done()]);
    const stream = ask(server);
    const { error: thrown, text: got } = await read(stream);
    expect(got).toBe("Hel");
    expect(thrown).toBeInstanceOf(ProviderStreamError);
    expect(String(thrown)).toContain("the engine died");
    expect(partialOf(thrown).partial?.content).toBe("Hel");
  });

  test("S7: an error after the finish reason fails the stream; its usage is still taken", async () => {
    const counts = { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 };
    await using server = await serve([
      ...sse(text("Hello"), finish(), { ...chunk({ choices: [] }), usage: counts, error }),
      done(),
    ]);
    const stream = ask(server);
    expect((await read(stream)).error).toBeInstanceOf(ProviderStreamError);
    expect([stream.ending?.status, stream.totalTokens]).toEqual(["failed", 4]);
  });

  test("S7: an error inside a choice comes after its text", async () => {
    await using server = await serve([...sse(text("Hel"), delta({ content: "lo" }, { error })), done()]);
    const { error: thrown, text: got } = await read(ask(server));
    expect(got).toBe("Hello");
    expect(thrown).toBeInstanceOf(ProviderStreamError);
  });

  test("S7: error: null is none", async () => {
    await using server = await serve([...sse({ ...text("Hello"), error: null }, finish()), done()]);
    expect(await read(ask(server))).toMatchObject({ text: "Hello", error: undefined });
  });
});

describe.each(["wire", "sdk"] as const)("decode: %s", (decode) => {
  test.each<[string, object]>([
    ["text", { error: "overloaded" }],
    ["an object", { error: { message: "overloaded" } }],
    ["an object beside empty choices", { ...chunk({ choices: [] }), error: { message: "overloaded" } }],
  ])(
    "S7: an error frame whose error is %s is a ProviderStreamError, also after the finish reason",
    async (_, frame) => {
      await using server = await serve(
        [...sse(text("Hel"), frame), done()],
        [...sse(text("Hello"), finish(), frame), done()],
      );
      for (const content of ["Hel", "Hello"]) {
        const stream = ask(server, { decode });
        const { error, text: got } = await read(stream);
        expect(error).toBeInstanceOf(ProviderStreamError);
        expect(String(error)).toContain("overloaded");
        expect([got, stream.ending]).toEqual([content, { status: "failed", cause: error }]);
        expect(partialOf(error)).toMatchObject({ provider: "openai", partial: { content } });
      }
    },
  );

  test("a body that yields strings is read as text; one that yields something else fails, and never hangs", async () => {
    const events = answer("Hel", "lo").join("");
    const bodies: unknown[][] = [[events], [events.slice(0, 50), events.slice(50)], [events.slice(0, 200), 7]];
    const streams = bodies.map((values) => {
      const body = new ReadableStream({
        start(controller) {
          for (const value of values) controller.enqueue(value);
          controller.close();
        },
      });
      const response = new Response(body, { headers: { "content-type": "text/event-stream" } });
      return openaiCall("m", { client: createTestClient([response]), decode, stream: true })(() => "Hi")();
    });
    const [one, two, other] = await Promise.all(streams.map(read));
    expect([one?.text, one?.error, two?.text, two?.error]).toEqual(["Hello", undefined, "Hello", undefined]);
    expect(StreamError.isInstance(other?.error)).toBe(true);
    // The SDK takes a number for so many bytes, and ends.
    const last = { wire: "failed", sdk: "truncated" }[decode];
    expect(streams.map((stream) => stream.ending?.status)).toEqual(["complete", "complete", last]);
  });
});

describe("a connection that breaks", () => {
  const terminated = new TypeError("terminated");
  const asked = (body: string, type: "text/event-stream" | "application/json" = "text/event-stream") =>
    bodyClient({ reads: [new TextEncoder().encode(body)], type, breaksWith: terminated }).client;

  test("inside a whole JSON body is a StreamTransportError with the runtime's cause, streamed and whole", async () => {
    const whole = JSON.stringify(completion({ content: "Hello" }));
    for (const body of [whole.slice(0, 60), whole.slice(0, -1), "{"]) {
      const client = asked(body, "application/json");
      const stream = openaiCall("m", { client, stream: true })(() => "Hi")();
      const { error } = await read(stream);
      expect(stream.ending).toEqual({ status: "failed", cause: error });
      const thrown: unknown = await openaiCall("m", { client })(() => "Hi")().catch((reason: unknown) => reason);
      for (const each of [error, thrown]) {
        expect(each).toBeInstanceOf(StreamTransportError);
        expect(each).toMatchObject({ cause: terminated, provider: "openai", requestId: "req_1" });
      }
    }
  });

  test("behind a whole JSON body that was streamed for is complete, with the error in ending.cause", async () => {
    const client = asked(JSON.stringify(completion({ content: "Hello" })), "application/json");
    const stream = openaiCall("m", { client, stream: true })(() => "Hi")();
    expect(await read(stream)).toMatchObject({ text: "Hello", error: undefined });
    expect(stream.ending).toEqual({ status: "complete", cause: terminated });
  });

  test.each([
    ["no line end", "data: [DONE]"],
    ["one line end", "data: [DONE]\n"],
  ])("behind [DONE] with %s is complete, though no finish reason came", async (_, last) => {
    const stream = openaiCall("m", { client: asked(sse(text("Hello")).join("") + last), stream: true })(() => "Hi")();
    expect(await read(stream)).toMatchObject({ text: "Hello", error: undefined });
    expect(stream.ending).toEqual({ status: "complete", cause: terminated });
  });

  test("inside [DONE] is failed: it may have been anything", async () => {
    const stream = openaiCall("m", { client: asked(`${sse(text("Hello")).join("")}data: [DO`), stream: true })(
      () => "Hi",
    )();
    expect((await read(stream)).error).toBeInstanceOf(StreamTransportError);
    expect([stream.content, stream.ending?.status]).toEqual(["Hello", "failed"]);
  });
});

test("S8: pings, comments, empty and null data are ignored", async () => {
  const noise = [
    "event: ping\n\n",
    "event: ping\ndata:\n\n",
    "data:\n\n",
    "data: null\n\n",
    ": OPENROUTER PROCESSING\n\n",
    "event: ping\ndata: {}\n\n",
  ];
  await using server = await serve([
    ...noise,
    ...sse(text("Hel")),
    ...noise,
    ...sse(text("lo"), finish()),
    ...noise,
    done(),
  ]);
  const stream = ask(server);
  expect((await read(stream)).chunks.map(String)).toEqual(["Hel", "lo", ""]);
  expect(stream.ending?.status).toBe("complete");
});

describe("S29", () => {
  test("S29: a cut stream is truncated although every chunk reported usage", async () => {
    const counted = (content: string, tokens: number) => ({
      ...text(content),
      usage: { prompt_tokens: 3, completion_tokens: tokens, total_tokens: 3 + tokens },
    });
    await using server = await serve(sse(counted("Hel", 1), counted("lo", 2)));
    const stream = ask(server);
    expect((await read(stream)).error).toBeInstanceOf(StreamTruncatedError);
    expect(stream.outputTokens).toBe(2);
  });

  test("S29: a cut stream is truncated although one of its three choices had finished", async () => {
    const three = [0, 1, 2].map((index) => ({ index, delta: { content: "x" }, finish_reason: null }));
    await using server = await serve(
      sse(chunk({ choices: three }), chunk({ choices: [{ index: 1, delta: {}, finish_reason: "stop" }] })),
    );
    const stream = ask(server);
    expect((await read(stream)).error).toBeInstanceOf(StreamTruncatedError);
    expect(stream.finishReasons).toEqual(["stop"]);
  });

  test.each([
    ["[DONE] after some answer", [...sse(text("Hello")), done()], {}, "complete"],
    ["a usage report without choices after some answer", sse(text("Hello"), usage(3, 1)), {}, "complete"],
    ["a usage report without choices before the answer", sse(usage(3, 1), text("Hello")), {}, "truncated"],
    ["the end alone", sse(text("Hello")), {}, "truncated"],
    ["the end alone, where the caller accepts it", sse(text("Hello")), { acceptMissingFinishReason: true }, "complete"],
    [
      "no answer, where the caller accepts a missing reason",
      sse(usage(3, 0)),
      { acceptMissingFinishReason: true },
      "truncated",
    ],
    ["a finish reason that is empty", [...sse(text("Hello"), delta({}, { finish_reason: "" }))], {}, "truncated"],
  ] as const)("S29: without a finish reason, %s: %s", async (_, body, options, status) => {
    await using server = await serve(body);
    const stream = ask(server, options);
    await read(stream);
    expect([stream.ending?.status, stream.finishReasons]).toEqual([status, []]);
  });

  test("S29: a tool call without a finish reason, then [DONE], is complete and handed out", async () => {
    await using server = await serve([...sse(callDelta({ index: 0, id: "call_1", name: "f", args: "{}" })), done()]);
    const stream = ask(server, { tools: [{ type: "function", function: { name: "f" } }] });
    expect((await read(stream)).tools.map((tool) => tool?.name)).toEqual([undefined, "f"]);
    expect(stream.ending?.status).toBe("complete");
  });
});

describe("the constructed response", () => {
  test("cannot be had before the end, and says how to get it", async () => {
    await using server = await serve(answer("Hel", "lo"));
    const stream = ask(server);
    expect(() => stream.constructCallResponse()).toThrow(StreamNotConsumedError);
    expect(stream.constructCallResponse({ partial: true }).content).toBe("");
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    expect(() => stream.constructCallResponse()).toThrow("await stream.response()");
    expect(stream.constructCallResponse({ partial: true })).toMatchObject({ content: "Hel", ending: null });
    // What is left is read, also after manual next() calls.
    expect(await stream.response()).toMatchObject({ content: "Hello", finishReasons: ["stop"], totalTokens: 5 });
    expect(server.requests.length).toBe(1);
  });

  test("response() after a failed ending throws that ending's error; after a break, StreamAbortedError with the partial", async () => {
    await using server = await serve(sse(text("Hel")), answer("Hel", "lo"));
    const truncated = ask(server);
    const { error } = await read(truncated);
    await expect(truncated.response()).rejects.toBe(error);
    const left = ask(server);
    for await (const _ of left) break;
    const aborted = await left.response().catch((thrown: unknown) => thrown);
    expect(aborted).toBeInstanceOf(StreamAbortedError);
    expect(partialOf(aborted)).toMatchObject({ provider: "openai", requestId: "req_1", partial: { content: "Hel" } });
  });

  test("a StreamError shows its partial to who asks, and not to a logger that walks its keys", async () => {
    await using server = await serve(sse(text("a secret")));
    const { error } = await read(ask(server));
    expect(JSON.stringify(error)).not.toContain("a secret");
    expect(partialOf(error).partial?.toJSON()).toMatchObject({ content: "a secret", ending: "truncated" });
  });
});
