import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { StreamTimeoutError } from "../errors.js";
import { LetterAdapter, chunkOf, readLetters, settled, startLetters } from "./__fixtures__/letter-stream.js";
import { streamTimeouts, type StreamTimeouts } from "./stream-timeouts.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  // A process has run for a while before it makes a call.
  vi.advanceTimersByTime(12_345);
});
afterEach(() => void vi.useRealTimers());

/** Lets time pass. A limit takes up to two milliseconds more than it says: the last one is for what may have arrived meanwhile. */
async function after(ms: number) {
  await settled();
  await vi.advanceTimersByTimeAsync(ms);
  await settled();
}
const timers = () => vi.getTimerCount();

const begin = (timeouts: Partial<StreamTimeouts>) => startLetters({ timeouts: streamTimeouts(timeouts) });

describe("each limit", () => {
  test("S24: open is armed before the request is sent, and ends what never answers", async () => {
    const { adapter, next, stream } = begin({ open: 100 });
    let armed = -1;
    adapter.opening = () => new Promise(() => (armed = timers()));
    const reading = Promise.allSettled([next(), stream.open()]);
    await after(99);
    expect([armed, stream.ending]).toEqual([1, null]);
    await after(3);
    const [first, opened] = await reading;
    expect(first).toMatchObject({ status: "rejected", reason: { name: "StreamTimeoutError", limit: "open" } });
    expect(opened).toEqual(first);
    expect(String(stream.ending?.cause)).toContain("within 100 ms. Raise timeouts.open");
    expect([stream.ending?.status, adapter.signal?.aborted, timers()]).toEqual(["failed", true, 0]);
  });

  test("S24: firstChunk counts from sending, through the head and any comments", async () => {
    const { adapter, source, next, stream } = begin({ firstChunk: 100, idle: 10 });
    adapter.opening = () => new Promise((resolve) => setTimeout(resolve, 60));
    const reading = next().catch((error: unknown) => error);
    for (let i = 0; i < 9; i++) {
      await after(11);
      source.give(" ");
    }
    expect(stream.ending).toBe(null);
    await after(4);
    expect(await reading).toMatchObject({ limit: "firstChunk", partial: { content: "" }, provider: "letters" });
    expect([source.closed, timers()]).toEqual([1, 0]);
  });

  test("S11: idle ends a body that stalls, with what had arrived", async () => {
    const { source, iterator, stream } = begin({ idle: 50 });
    const reading = readLetters(iterator);
    await after(0);
    for (const letter of "abc") {
      await after(49);
      source.give(letter);
    }
    await after(49);
    expect(stream.ending).toBe(null);
    await after(3);
    const { text, error } = await reading;
    expect(text).toBe("abc");
    expect(error).toBeInstanceOf(StreamTimeoutError);
    expect(error).toMatchObject({ limit: "idle", partial: { content: "abc" }, requestId: "req_1" });
    expect([source.closed, stream.ending?.status, timers()]).toEqual([1, "failed", 0]);
  });

  test("without firstChunk, idle counts from the head on", async () => {
    const { adapter, iterator, stream } = begin({ idle: 50, open: 60_000 });
    adapter.opening = () => new Promise((resolve) => setTimeout(resolve, 500));
    const reading = readLetters(iterator);
    await after(549);
    expect([stream.ending, timers()]).toEqual([null, 1]);
    await after(4);
    expect(await reading).toMatchObject({ text: "", error: { limit: "idle" } });
  });

  test("total counts over all, however alive the stream is", async () => {
    const { source, iterator } = begin({ total: 100, idle: 50 });
    const reading = readLetters(iterator);
    await after(0);
    for (const letter of "abc") {
      source.give(letter);
      await after(33);
    }
    await after(3);
    expect(await reading).toMatchObject({ text: "abc", error: { limit: "total" } });
  });

  test.each<[string, string, Partial<StreamTimeouts>]>([
    ["open", "open", { open: 50, firstChunk: 60, total: 70 }],
    ["firstChunk", "firstChunk", { open: 60, firstChunk: 50, total: 70 }],
    ["total", "total", { open: 60, firstChunk: 60, idle: 60, total: 50 }],
    ["the wider one of two at once,", "total", { open: 50, total: 50 }],
  ])("%s is told where it passes first", async (_, limit, timeouts) => {
    const { adapter, iterator } = begin(timeouts);
    adapter.opening = () => new Promise(() => {});
    const reading = readLetters(iterator);
    await after(53);
    expect(await reading).toMatchObject({ error: { limit } });
  });

  test("idle is told behind the first chunk where it passes before total, and total where that does", async () => {
    for (const [total, limit] of [
      [1000, "idle"],
      [80, "total"],
    ] as const) {
      const { source, iterator } = begin({ idle: 50, total });
      const reading = readLetters(iterator);
      await after(0);
      source.give("a");
      await after(40);
      source.give("b");
      await after(53);
      expect(await reading).toMatchObject({ text: "ab", error: { limit } });
    }
  });

  test("a limit that was kept leaves no timer behind", async () => {
    const { source, iterator, stream } = begin({ open: 5, firstChunk: 5, idle: 5, total: 5 });
    const reading = readLetters(iterator);
    await after(1);
    source.give("ab.$");
    expect(await reading).toEqual({ text: "ab." });
    expect([stream.ending, timers()]).toEqual([{ status: "complete" }, 0]);
  });
});

describe("comments and pings", () => {
  const withComments = async (timeouts: Partial<StreamTimeouts>) => {
    const { source, iterator } = begin(timeouts);
    const started = performance.now();
    const reading = readLetters(iterator).then((result) => ({ ...result, ms: performance.now() - started }));
    await after(0);
    source.give("a");
    for (let i = 0; i < 100; i++) {
      await after(10);
      source.give(" ");
      expect(timers()).toBeLessThanOrEqual(1);
    }
    source.give("b.");
    source.end();
    return reading;
  };

  test("count for nothing by default", async () => {
    const { text, error, ms } = await withComments({ idle: 25 });
    expect([text, error]).toMatchObject(["a", { limit: "idle" }]);
    expect(ms).toBeLessThan(30);
  });

  test("put idle off as far as keepAlive says", async () => {
    const { text, error, ms } = await withComments({ idle: 25, keepAlive: 200 });
    expect([text, error]).toMatchObject(["a", { limit: "idle", message: expect.stringContaining("200 ms") }]);
    expect([ms >= 200, ms < 205]).toEqual([true, true]);
  });

  test("put idle off without an end where keepAlive is null", async () => {
    expect(await withComments({ idle: 25, keepAlive: null })).toEqual({ text: "ab.", ms: 1000 });
  });

  test.each([1000, null])("a silence of idle is one, also with a keepAlive of %s", async (keepAlive) => {
    const { source, iterator } = begin({ idle: 25, keepAlive });
    const reading = readLetters(iterator);
    await after(20);
    source.give(" ");
    await after(30);
    expect(await reading).toMatchObject({ error: { limit: "idle", message: expect.stringContaining("25 ms") } });
  });
});

describe("a slow caller", () => {
  test("passes no idle, and no timer runs while it is at work", async () => {
    const { source, next } = begin({ idle: 10, open: 10, firstChunk: 10 });
    for (const letter of "ab") {
      const pair = next();
      await settled();
      expect(timers()).toBe(1);
      source.give(letter);
      expect(chunkOf(await pair)).toBe(letter);
      expect(timers()).toBe(0);
      await after(1000);
    }
    expect(timers()).toBe(0);
  });

  test("passes total before another attempt, which is not sent then", async () => {
    const second = new LetterAdapter();
    const recover = () => ({ adapter: second, delay: 0 });
    const { source, stream, next } = startLetters({ timeouts: streamTimeouts({ total: 100 }), recover });
    const first = next();
    await settled();
    source.give("a!");
    await first;
    await after(200);
    await expect(next()).rejects.toMatchObject({ name: "StreamTimeoutError", limit: "total" });
    expect([stream.ending?.status, second.opened]).toEqual(["failed", 0]);
  });

  test("passes no firstChunk between open() and its first read", async () => {
    const { source, stream, next } = begin({ firstChunk: 50 });
    await stream.open();
    expect(timers()).toBe(0);
    await after(1000);
    const first = next();
    await after(49);
    source.give("a");
    expect(chunkOf(await first)).toBe("a");
  });

  test("passes total at the next read of the connection; what was read before is handed out first", async () => {
    const { source, next, stream } = begin({ total: 100 });
    const first = next();
    await settled();
    source.give("abc");
    await first;
    await after(1000);
    expect([chunkOf(await next()), chunkOf(await next()), stream.ending]).toEqual(["b", "c", null]);
    await expect(next()).rejects.toMatchObject({ limit: "total", partial: { content: "abc" } });
    expect([source.reads, source.closed, timers()]).toEqual([1, 1, 0]);
  });
});

describe("after the last finish reason", () => {
  test.each(["idle", "total"] as const)("%s ends the stream complete, and is the ending's cause", async (limit) => {
    const { source, iterator, stream } = begin({ [limit]: 50 });
    const reading = readLetters(iterator);
    await settled();
    source.give("abX.");
    await after(60);
    expect(await reading).toEqual({ text: "abX." });
    expect(stream.ending).toEqual({ status: "complete", cause: expect.any(StreamTimeoutError) });
    expect(stream.ending?.cause).toMatchObject({ limit, provider: "letters", requestId: "req_1" });
    expect([stream.tools, source.closed, timers()]).toEqual([["X"], 1, 0]);
    expect(stream.constructCallResponse().content).toBe("ab");
  });
});

describe("no timer is left behind", () => {
  test.each([
    ["cancel()", (started: ReturnType<typeof begin>) => started.stream.cancel()],
    ["break", (started: ReturnType<typeof begin>) => void started.iterator.return?.()],
    ["a broken connection", (started: ReturnType<typeof begin>) => started.source.breakWith(new Error("reset"))],
    ["a malformed frame", (started: ReturnType<typeof begin>) => started.source.give("!")],
    ["the end of the body", (started: ReturnType<typeof begin>) => started.source.end()],
  ])("by %s", async (_, end) => {
    const started = begin({ open: 1000, firstChunk: 1000, idle: 1000, total: 1000 });
    const reading = readLetters(started.iterator);
    await settled();
    started.source.give("a");
    await settled();
    expect(timers()).toBe(1);
    end(started);
    await reading;
    expect([started.stream.ending === null, timers()]).toEqual([false, 0]);
  });

  test("by an observer that cancels the stream", async () => {
    const started = startLetters({
      timeouts: streamTimeouts({ idle: 1000, total: 5000 }),
      observers: [{ onEvent: ({ type }) => type === "chunk" && started.stream.cancel() }],
    });
    const first = started.next();
    await settled();
    started.source.give("a");
    expect([(await first).done, timers(), started.source.reads]).toEqual([true, 0, 1]);
  });

  test("by a signal while the head is pending", async () => {
    const controller = new AbortController();
    const { adapter, next } = startLetters({
      signal: controller.signal,
      timeouts: streamTimeouts({ open: 1000, total: 5000 }),
    });
    adapter.opening = () => new Promise(() => {});
    const first = next().catch((reason: unknown) => reason);
    await settled();
    expect(timers()).toBe(1);
    controller.abort("stop");
    expect([await first, timers()]).toEqual(["stop", 0]);
  });
});

test("a process that was busy looks at what has arrived before it says that nothing did", async () => {
  const { source, next } = begin({ idle: 10 });
  for (const letter of "abc") {
    const pair = next();
    await settled();
    // The timer is due when the process comes to itself, and the chunk lies in the socket: timers run first.
    setTimeout(() => source.give(letter), 10.5);
    await after(20);
    expect(chunkOf(await pair)).toBe(letter);
  }
});
