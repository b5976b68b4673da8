import { getEventListeners } from "node:events";
import { StreamTimeoutError, type StreamTimeouts } from "@zoetrope/core";
import { done, pause, sse, stall, startTestServer, type Step } from "@zoetrope/test-server";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ask, read, serve } from "./__fixtures__/ask-server.js";
import { answer, finish, text, usage } from "./__fixtures__/chat-chunks.js";

/**
 * The timers that were set from now on, neither fired nor were cleared, and keep the process alive. The test server's pauses are set
 * in another way, and the one that `fetch` keeps for its pool keeps nothing alive.
 */
function watchTimers(): () => number {
  const live = new Set<NodeJS.Timeout>();
  const set = globalThis.setTimeout;
  const clear = globalThis.clearTimeout;
  const watched = (run: () => void, ms?: number): NodeJS.Timeout => {
    const timer = set(() => {
      live.delete(timer);
      run();
    }, ms);
    live.add(timer);
    return timer;
  };
  // Without the promise form, which nobody here uses.
  globalThis.setTimeout = watched as typeof setTimeout;
  globalThis.clearTimeout = (timer) => {
    for (const each of live) if (each === timer) live.delete(each);
    clear(timer);
  };
  onTestFinished(() => {
    globalThis.setTimeout = set;
    globalThis.clearTimeout = clear;
  });
  return () => [...live].filter((timer) => timer.hasRef()).length;
}

/** Reads an answer of these steps, and what is left of it when its loop is over. */
async function outcomeOf(steps: readonly Step[], timeouts: Partial<StreamTimeouts>) {
  await using server = await serve(steps);
  const timersLeft = watchTimers();
  const controller = new AbortController();
  const stream = ask(server, { signal: controller.signal, timeouts });
  const startedAt = performance.now();
  const result = await read(stream);
  const ms = performance.now() - startedAt;
  const left = { timers: timersLeft(), listeners: getEventListeners(controller.signal, "abort").length };
  if (stream.ending?.cause !== undefined) await server.until(() => server.openSockets === 0, 500);
  return { ...result, stream, ms, left };
}

const clean = { timers: 0, listeners: 0 };

describe("S11", () => {
  test("S11: a body that stalls ends by idle, with what had arrived, its socket closed and nothing left", async () => {
    const { error, stream, ms, left } = await outcomeOf([...sse(text("Hello")), stall()], { idle: 60 });
    expect(error).toBeInstanceOf(StreamTimeoutError);
    expect(error).toMatchObject({
      limit: "idle",
      partial: { content: "Hello" },
      requestId: "req_1",
      provider: "openai",
    });
    expect(stream.ending).toEqual({ status: "failed", cause: error });
    expect(stream.messageParam).toMatchObject({ role: "assistant", content: "Hello" });
    expect(ms).toBeGreaterThanOrEqual(60);
    expect(left).toEqual(clean);
  });

  test("S11: a body that trickles comments ends by idle, and by keepAlive where that lets them count", async () => {
    const comments = Array.from({ length: 100 }, () => [": ping\n\n", pause(10)]).flat();
    const without = await outcomeOf([...sse(text("a")), ...comments], { idle: 50 });
    expect(without.error).toMatchObject({ limit: "idle", message: expect.stringContaining("50 ms") });
    const long = await outcomeOf([...sse(text("a")), ...comments], { idle: 50, keepAlive: 200 });
    expect(long.error).toMatchObject({ limit: "idle", message: expect.stringContaining("200 ms") });
    expect(long.ms).toBeGreaterThanOrEqual(200);
    expect([without.left, long.left]).toEqual([clean, clean]);
  });

  test("S11: an answer that never ends ends by total, however alive it is", async () => {
    const trickle = Array.from({ length: 200 }, () => [...sse(text("a")), pause(5)]).flat();
    const { error, stream, left } = await outcomeOf(trickle, { total: 100, idle: 90 });
    expect(error).toMatchObject({ limit: "total" });
    expect(stream.content).toMatch(/^a+$/);
    expect(left).toEqual(clean);
  });

  test("S11: everything was said, and the body stalls: complete, with the timeout as the ending's cause", async () => {
    const {
      error,
      stream,
      text: said,
      left,
    } = await outcomeOf([...sse(text("Hello"), finish()), stall()], { idle: 40 });
    expect([error, said]).toEqual([undefined, "Hello"]);
    expect(stream.ending).toMatchObject({ status: "complete", cause: { name: "StreamTimeoutError", limit: "idle" } });
    expect(stream.constructCallResponse().content).toBe("Hello");
    expect(left).toEqual(clean);
  });
});

describe("S24", () => {
  test.each([
    ["open", { open: 50 }],
    ["firstChunk", { firstChunk: 50 }],
    ["total", { total: 50 }],
  ] as const)(
    "S24: a server that never answers ends by %s, which is armed before the request is sent",
    async (limit, timeouts) => {
      await using server = await startTestServer();
      server.reply({ beforeHeaders: [stall()], body: [] });
      const timersLeft = watchTimers();
      const stream = ask(server, { timeouts });
      const { error } = await read(stream);
      expect(error).toMatchObject({ name: "StreamTimeoutError", limit, requestId: null });
      await server.until(() => server.openSockets === 0, 500);
      expect(timersLeft()).toBe(0);
    },
  );

  test("S24: a head without a chunk ends by firstChunk, comments or not", async () => {
    const comments = Array.from({ length: 50 }, () => [": wait\n\n", pause(5)]).flat();
    for (const steps of [[stall()], comments]) {
      const { error, left } = await outcomeOf(steps, { open: 5000, firstChunk: 60 });
      expect(error).toMatchObject({ limit: "firstChunk", requestId: "req_1" });
      expect(left).toEqual(clean);
    }
  });
});

test("S23, S28: an answer in time leaves no timer and no listener, and a stream that is never read has neither", async () => {
  const timeouts = { open: 60_000, firstChunk: 60_000, idle: 60_000, total: 60_000 };
  const timers = watchTimers();
  const { error, text: said, left } = await outcomeOf(answer("Hello", " world"), timeouts);
  // The one of the drain, which ends with the body.
  await vi.waitFor(() => expect(timers()).toBe(0));
  expect([error, said, left.listeners]).toEqual([undefined, "Hello world", 0]);
  await using server = await startTestServer();
  const timersLeft = watchTimers();
  const controller = new AbortController();
  const never = Array.from({ length: 10 }, () => ask(server, { timeouts, signal: controller.signal }));
  expect([timersLeft(), getEventListeners(controller.signal, "abort").length]).toEqual([0, 0]);
  expect(never.map(({ timing }) => timing.startedAt)).toEqual(never.map(() => null));
});

test("a caller that is slow passes no idle, and no timer runs meanwhile", async () => {
  await using server = await serve([...sse(text("a")), pause(5), ...sse(text("b"), finish(), usage(1, 2)), done()]);
  const timersLeft = watchTimers();
  const during: number[] = [];
  const stream = ask(server, { timeouts: { idle: 40, firstChunk: 1000 } });
  for await (const _ of stream) {
    during.push(timersLeft());
    const until = performance.now() + 60;
    while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
  }
  expect([stream.content, stream.ending, during]).toEqual(["ab", { status: "complete" }, [0, 0, 0, 0]]);
});
