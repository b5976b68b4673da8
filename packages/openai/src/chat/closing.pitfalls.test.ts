import { getEventListeners } from "node:events";
import { StreamAbortedError, StreamConsumedError } from "@zoetrope/core";
import { openaiCall } from "@zoetrope/openai";
import { createGate, done, endlessComments, sse, stall, startTestServer } from "@zoetrope/test-server";
import { describe, expect, test } from "vitest";
import { answer, finish, text, usage } from "./__fixtures__/chat-chunks.js";
import { runScript } from "../__fixtures__/run-script.js";
import { ask, askWhole, clientOf, read, serve } from "./__fixtures__/ask-server.js";

/** A server that says "Hello", then nothing more, and keeps the connection. */
async function stalling() {
  const server = await startTestServer();
  server.reply({ body: [...sse(text("Hello")), stall()] });
  return server;
}

/** Generous for a busy machine, and far below what a forgotten connection takes. */
const atOnce = 500;

describe("S1", () => {
  test("S1: breaking out of the loop closes the socket at once", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...sse(text("Hello")), endlessComments()] });
    const stream = ask(server);
    for await (const [chunk] of stream) {
      expect(chunk.content).toBe("Hello");
      break;
    }
    server.markReaderLeft();
    await server.until(() => server.openSockets === 0, atOnce);
    expect(stream.ending).toEqual({ status: "aborted", cause: undefined });
    // What the system's buffers still took; a reader that stayed would take megabytes.
    expect(server.sentAfterReaderLeft).toBeLessThan(1_000_000);
  });

  test("S1: a throw in the loop body closes the socket at once, and is what the caller gets", async () => {
    await using server = await stalling();
    const mistake = new Error("mine");
    const loop = async () => {
      for await (const _ of ask(server)) throw mistake;
    };
    await expect(loop()).rejects.toBe(mistake);
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("S1: cancel(reason) closes the socket at once, while a read is pending", async () => {
    await using server = await stalling();
    const stream = ask(server);
    const reading = read(stream);
    await server.until(() => stream.content === "Hello");
    stream.cancel("enough");
    expect(await reading).toMatchObject({ text: "Hello", error: undefined });
    expect(stream.ending).toEqual({ status: "aborted", cause: "enough" });
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("S1: await using closes the socket when its block is left", async () => {
    await using server = await stalling();
    {
      await using stream = ask(server);
      const first = await stream[Symbol.asyncIterator]().next();
      expect(first.value?.[0].content).toBe("Hello");
    }
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("S1: break after the finish reason is aborted, for more was to come", async () => {
    await using server = await serve(answer("Hello"));
    const stream = ask(server);
    for await (const [chunk] of stream) if (chunk.finishReasons.length > 0) break;
    expect(stream.ending?.status).toBe("aborted");
    expect(stream.finishReasons).toEqual(["stop"]);
    expect(() => stream.constructCallResponse()).toThrow(StreamAbortedError);
    expect(stream.constructCallResponse({ partial: true }).content).toBe("Hello");
    await server.until(() => server.openSockets === 0, atOnce);
  });
});

describe("S9", () => {
  test("S9: text, usage and history survive an abort by the signal, whose reason is thrown as it is", async () => {
    await using server = await startTestServer();
    const counted = { ...text("Hello"), usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } };
    server.reply({ body: [...sse(counted), stall()] });
    const controller = new AbortController();
    const stream = ask(server, { signal: controller.signal });
    const reading = read(stream);
    await server.until(() => stream.content === "Hello");
    const reason = new Error("the user pressed stop");
    controller.abort(reason);
    expect((await reading).error).toBe(reason);
    expect(stream.ending).toEqual({ status: "aborted", cause: reason });
    expect(stream.messageParam).toEqual({ role: "assistant", content: "Hello" });
    expect([stream.inputTokens, stream.outputTokens, stream.totalTokens]).toEqual([3, 1, 4]);
    expect(() => stream.constructCallResponse()).toThrow(reason);
    expect(stream.constructCallResponse({ partial: true }).usage?.total_tokens).toBe(4);
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("S9: a signal aborted while the headers are pending ends the request at once", async () => {
    await using server = await startTestServer();
    server.reply({ beforeHeaders: [stall()], body: [] });
    const controller = new AbortController();
    const streamed = ask(server, { signal: controller.signal });
    const whole = askWhole(server, { signal: controller.signal }).catch((error: unknown) => error);
    const reading = read(streamed);
    await server.until(() => server.requests.length === 2);
    controller.abort("changed my mind");
    expect((await reading).error).toBe("changed my mind");
    expect(await whole).toBe("changed my mind");
    await server.until(() => server.openSockets === 0, atOnce);
  });
});

describe("S10", () => {
  test("S10: return() before the first next() sends nothing and ends the stream", async () => {
    await using server = await serve(answer("Hello"));
    const stream = ask(server);
    const iterator = stream[Symbol.asyncIterator]();
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(stream.ending?.status).toBe("aborted");
    expect(server.requests).toEqual([]);
  });

  test("S10: return() before the first next() closes a stream that was opened", async () => {
    await using server = await stalling();
    const stream = ask(server);
    await stream.open();
    expect(server.openSockets).toBe(1);
    await stream[Symbol.asyncIterator]().return?.();
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("S10: return() during a pending next() settles both and closes at once", async () => {
    await using server = await stalling();
    const iterator = ask(server)[Symbol.asyncIterator]();
    await iterator.next();
    const pending = iterator.next();
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    expect(await pending).toEqual({ done: true, value: undefined });
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("S10: return() while the headers are pending closes at once", async () => {
    await using server = await startTestServer();
    server.reply({ beforeHeaders: [stall()], body: [] });
    const iterator = ask(server)[Symbol.asyncIterator]();
    const pending = iterator.next();
    await server.until(() => server.requests.length === 1);
    await iterator.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("S10: a cancelled stream that was never read sends no request", async () => {
    await using server = await serve(answer("Hello"));
    const stream = ask(server);
    stream.cancel();
    expect(await read(stream)).toMatchObject({ chunks: [], error: undefined });
    await expect(stream.open()).rejects.toThrow(StreamAbortedError);
    await expect(stream.response()).rejects.toThrow(StreamAbortedError);
    expect(server.requests).toEqual([]);
  });
});

describe("S12", () => {
  test("S12: a second loop throws, and the content stays", async () => {
    await using server = await serve(answer("Hel", "lo"));
    const stream = ask(server);
    await read(stream);
    const second = await read(stream);
    expect(second.error).toBeInstanceOf(StreamConsumedError);
    expect(second.error).not.toHaveProperty("cause");
    expect([second.chunks, stream.content, server.requests.length]).toEqual([[], "Hello", 1]);
  });

  test("S12: after a failed loop the second throws with the first error as its cause", async () => {
    await using server = await serve(sse(text("Hel")));
    const stream = ask(server);
    const { error } = await read(stream);
    expect(error).toMatchObject({ name: "StreamTruncatedError" });
    const second = (await read(stream)).error;
    expect(second).toBeInstanceOf(StreamConsumedError);
    expect(second).toHaveProperty("cause", error);
  });

  test("S12: two loops at once: the second is refused, the first gets every chunk", async () => {
    await using server = await serve(answer("Hel", "lo"));
    const stream = ask(server);
    const [first, second] = await Promise.all([read(stream), read(stream)]);
    expect(first).toMatchObject({ text: "Hello", error: undefined });
    expect(second.error).toBeInstanceOf(StreamConsumedError);
  });
});

describe("a stream that is left while its prompt is pending", () => {
  const never = () => new Promise<string>(() => {});

  test("cancel() settles open() and the loop, and sends nothing", async () => {
    await using server = await serve(answer("Hello"));
    const opened = ask(server, {}, never);
    const opening = opened.open();
    opened.cancel("enough");
    await expect(opening).rejects.toBeInstanceOf(StreamAbortedError);
    const looped = ask(server, {}, never);
    const reading = read(looped);
    looped.cancel("enough");
    expect(await reading).toMatchObject({ chunks: [], error: undefined });
    expect([opened.ending, looped.ending]).toEqual([0, 1].map(() => ({ status: "aborted", cause: "enough" })));
    expect(server.requests).toEqual([]);
  });

  test("the signal settles open(), response() and a whole call with its reason", async () => {
    await using server = await serve(answer("Hello"));
    const controller = new AbortController();
    const { signal } = controller;
    const calls = [
      ask(server, { signal }, never).open(),
      ask(server, { signal }, never).response(),
      openaiCall("m", { client: clientOf(server), signal })(never)(),
    ].map((call) => call.catch((error: unknown) => error));
    controller.abort("changed my mind");
    expect(await Promise.all(calls)).toEqual(["changed my mind", "changed my mind", "changed my mind"]);
    expect([getEventListeners(signal, "abort").length, server.requests]).toEqual([0, []]);
  });

  test("a prompt that comes after the end makes no request", async () => {
    await using server = await serve(answer("Hello"));
    const controller = new AbortController();
    const { signal } = controller;
    const ready: ((text: string) => void)[] = [];
    const prompt = () => new Promise<string>((resolve) => void ready.push(resolve));
    const streamed = ask(server, { signal }, prompt).open();
    const whole = openaiCall("m", { client: clientOf(server), signal })(prompt)();
    const calls = [streamed, whole].map((call) => call.catch((error: unknown) => error));
    controller.abort("stop");
    await Promise.all(calls);
    for (const give of ready) give("late");
    // A request of another call, made after: one that came late would stand before it.
    await read(ask(server));
    expect([ready.length, server.requests.length]).toEqual([2, 1]);
  });
});

describe("response() beside a loop", () => {
  test("while the loop waits it is refused, and the loop gets every chunk", async () => {
    await using server = await startTestServer();
    const gate = createGate();
    server.reply({ body: [...sse(text("Hel")), gate.hold, ...answer("lo")] });
    const stream = ask(server);
    const reading = read(stream);
    await gate.reached;
    await server.until(() => stream.content === "Hel");
    await expect(stream.response()).rejects.toBeInstanceOf(StreamConsumedError);
    gate.release();
    expect(await reading).toMatchObject({ text: "Hello", error: undefined });
    // The loop is over, so there is nobody to take from.
    expect((await stream.response()).content).toBe("Hello");
  });

  test("in the loop's body it reads what is left, and two calls share one answer", async () => {
    await using server = await serve(answer("Hel", "lo", "!"));
    const stream = ask(server);
    const seen: string[] = [];
    for await (const [chunk] of stream) {
      seen.push(chunk.content);
      const [first, second] = await Promise.all([stream.response(), stream.response()]);
      expect(second).toBe(first);
      expect(first.content).toBe("Hello!");
    }
    expect([seen, stream.ending?.status, server.requests.length]).toEqual([["Hel"], "complete", 1]);
  });
});

describe("iterators and bodies written by hand, in a process of their own", () => {
  const prepare = `
    import { openaiCall } from "@zoetrope/openai";
    const clients = {
      sdk: (iterator) => ({ chat: { completions: { create: async () => ({ [Symbol.asyncIterator]: () => iterator }) } } }),
      node: (iterator, more) => {
        const body = { [Symbol.asyncIterator]: () => iterator, ...more };
        const response = { status: 200, headers: new Headers(), body };
        const asResponse = async () => response;
        return { chat: { completions: { create: () => Object.assign(Promise.resolve(), { asResponse }) } } };
      },
    };
    const open = (client, options) => openaiCall("m", { client, stream: true, ...options })(() => "Hi")();
    // Where something hangs, the process ends without this.
    const told = [];
    const finish = () => setImmediate(() => console.log(JSON.stringify(told)));
    const fails = () => { throw new Error("mine"); };
    const next = () => new Promise(() => {});
  `;

  test("cancel() and the signal throw nothing, whatever return() or destroy() do, and the pending next() settles", async () => {
    const { stdout, stderr, code } = await runScript(`${prepare}
      const ways = [{ return: fails }, { return: () => ({ done: true }) }, { return: () => Promise.reject(new Error("mine")) }, {}];
      const cases = ways.flatMap((way) => [clients.sdk({ next, ...way }), clients.node({ next, ...way })]);
      cases.push(clients.node({ next }, { destroy: fails }), clients.node({ next }, { destroy: async () => fails() }));
      for (const client of cases) {
        const stream = open(client);
        await stream.open();
        const pending = stream[Symbol.asyncIterator]().next();
        stream.cancel();
        const controller = new AbortController();
        const signalled = open(client, { signal: controller.signal });
        await signalled.open();
        const rejected = signalled[Symbol.asyncIterator]().next().catch((reason) => reason);
        controller.abort("stop");
        told.push([(await pending).done, stream.ending.status, await rejected, signalled.ending.status].join());
      }
      finish();`);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(JSON.parse(stdout)).toEqual(Array.from({ length: 10 }, () => "true,aborted,stop,aborted"));
  });

  test("a next() that throws ends the stream with that error; one that gives no promise is read", async () => {
    const { stdout, stderr, code } = await runScript(`${prepare}
      for (const make of Object.values(clients)) {
        told.push(await open(make({ next: fails })).response().catch((error) => error.message.includes("mine")));
      }
      const chunk = { choices: [{ index: 0, delta: { content: "Hello" }, finish_reason: "stop" }] };
      const results = [{ done: false, value: chunk }, { done: true }];
      told.push((await open(clients.sdk({ next: () => results.shift() })).response()).content);
      finish();`);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(JSON.parse(stdout)).toEqual([true, true, "Hello"]);
  });
});

test("a stream that was cancelled within a torn event of 2 MB keeps less than 200 kB", async () => {
  const { stdout, stderr } = await runScript(
    `
    import { openaiCall } from "@zoetrope/openai";
    import { createTestClient } from "@zoetrope/openai/testing";
    const first = 'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\\n\\n';
    const encoder = new TextEncoder();
    async function cancelled() {
      let pulls = 0;
      let torn = () => {};
      const inside = new Promise((resolve) => (torn = resolve));
      const body = new ReadableStream({
        pull(controller) {
          if (++pulls > 2) return torn(), new Promise(() => {});
          controller.enqueue(encoder.encode(pulls === 1 ? first : "data: " + "x".repeat(2_000_000)));
        },
      }, { highWaterMark: 0 });
      const stream = openaiCall("m", { client: createTestClient([new Response(body)]), stream: true })(() => "Hi")();
      const iterator = stream[Symbol.asyncIterator]();
      await iterator.next();
      const pending = iterator.next();
      await inside;
      stream.cancel();
      await pending;
      return stream;
    }
    const kept = async () => {
      for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(() => resolve(gc())));
      const { heapUsed, external, arrayBuffers } = process.memoryUsage();
      return heapUsed + external + arrayBuffers;
    };
    for (let i = 0; i < 5; i++) await cancelled();
    const before = await kept();
    const streams = [];
    for (let i = 0; i < 10; i++) streams.push(await cancelled());
    const each = ((await kept()) - before) / streams.length;
    console.log(JSON.stringify([each, ...new Set(streams.map((stream) => stream.content + stream.ending.status))]));`,
    ["--expose-gc"],
  );
  expect(stderr).toBe("");
  const [each, ...states]: unknown[] = JSON.parse(stdout);
  expect(states).toEqual(["aaborted"]);
  expect(each).toBeLessThan(200_000);
});

describe("S23, S28", () => {
  const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

  test("S28: a stream that is never read leaves no listener on the caller's signal", async () => {
    await using server = await serve(answer("Hello"));
    const { signal } = new AbortController();
    const streams = Array.from({ length: 50 }, () => ask(server, { signal }));
    expect(streams.map((stream) => stream.ending)).toEqual(Array.from({ length: 50 }, () => null));
    expect(listeners(signal)).toBe(0);
  });

  test.each(["wire", "sdk"] as const)(
    "S23: the listener is on the signal while %s is read, and off after every ending",
    async (decode) => {
      await using server = await startTestServer();
      const { signal } = new AbortController();
      const left = sse(text("Hello"));
      for (const body of [
        answer("Hello"),
        left,
        [...left, ...sse({ error: { message: "overloaded" } })],
        [...left, stall()],
        [...left, stall()],
      ]) {
        server.reply({ body });
      }
      const during: number[] = [];
      const seen = async (stop: "never" | "break" | "cancel") => {
        const stream = ask(server, { signal, decode });
        try {
          for await (const _ of stream) {
            during.push(listeners(signal));
            if (stop === "break") break;
            if (stop === "cancel") stream.cancel();
          }
        } catch {
          // Which error each ending throws is shown elsewhere.
        }
        return [stream.ending?.status, listeners(signal)];
      };
      expect(await seen("never")).toEqual(["complete", 0]);
      expect(await seen("never")).toEqual(["truncated", 0]);
      expect(await seen("never")).toEqual(["failed", 0]);
      expect(await seen("break")).toEqual(["aborted", 0]);
      expect(await seen("cancel")).toEqual(["aborted", 0]);
      expect(new Set(during)).toEqual(new Set([1]));
    },
  );

  test("S23: a refused request leaves no listener, nor does a whole answer", async () => {
    await using server = await startTestServer();
    server.reply({
      status: 401,
      headers: { "content-type": "application/json" },
      body: ['{"error":{"message":"no"}}'],
    });
    const { signal } = new AbortController();
    await expect(ask(server, { signal }).open()).rejects.toThrow("401");
    await expect(askWhole(server, { signal })).rejects.toThrow("401");
    expect(listeners(signal)).toBe(0);
  });
});

test("S27: keep-alive: 20 requests, one after the other, share few connections", async () => {
  await using server = await startTestServer();
  // The end of the body comes a moment after [DONE], as from real servers: who leaves at [DONE] destroys the connection.
  server.reply(() => ({ body: [...sse(text("Hi"), finish(), usage(1, 1)), done(), ({ write }) => write("\n")] }));
  for (let i = 0; i < 20; i++) expect((await read(ask(server))).text).toBe("Hi");
  expect(server.requests.length).toBe(20);
  expect(server.connections).toBeLessThanOrEqual(4);
});

test("S27: the loop ends at [DONE], and a body that never ends is given up soon after", async () => {
  await using server = await startTestServer();
  server.reply({ body: [...answer("Hello"), stall()] });
  const stream = ask(server);
  expect((await read(stream)).error).toBeUndefined();
  expect(stream.ending?.status).toBe("complete");
  expect(server.openSockets).toBe(1);
  await server.until(() => server.openSockets === 0, atOnce);
});

test("a loop that is left while a gate holds the body closes it though nothing more ever came", async () => {
  await using server = await startTestServer();
  const gate = createGate();
  server.reply({ body: [...sse(text("Hello")), gate.hold, ...sse(text("never"))] });
  const controller = new AbortController();
  const stream = ask(server, { signal: controller.signal });
  const reading = read(stream);
  await gate.reached;
  await server.until(() => stream.content === "Hello");
  controller.abort();
  expect((await reading).error).toMatchObject({ name: "AbortError" });
  await server.until(() => server.openSockets === 0, atOnce);
  expect(server.bytesSent).toBe(Buffer.byteLength(sse(text("Hello")).join("")));
});
