import { describe, expect, test, vi } from "vitest";
import { MalformedChunkError } from "../errors.js";
import {
  HandSource,
  LetterAdapter,
  LetterStream,
  chunkOf,
  readLetters,
  settled,
  startLetters,
  type LetterSettings,
} from "./__fixtures__/letter-stream.js";
import type { Frame } from "./frame-source.js";
import type { StreamFailure } from "./recovery.js";
import { streamTimeouts } from "./stream-timeouts.js";

/** A stream that goes on with these adapters, one after the other, and what it asked. */
function starting(
  further: readonly LetterAdapter[],
  { delay = 0, ...settings }: LetterSettings & { delay?: number } = {},
) {
  const failures: StreamFailure[] = [];
  const left = [...further];
  const recover = (failure: StreamFailure) => {
    failures.push(failure);
    const adapter = left.shift();
    return adapter ? { adapter, delay } : null;
  };
  return { ...startLetters({ recover, ...settings }), failures, further: left };
}

const another = (requestId = "req_2") => new LetterAdapter(new HandSource(requestId));

/** An adapter whose request is refused. */
function refusing(error: unknown) {
  const adapter = another();
  adapter.opening = () => Promise.reject(error);
  return adapter;
}

describe("before the first content", () => {
  test("a refused request is sent again, and nobody sees it but in attempts", async () => {
    const second = another();
    const { adapter, stream, iterator, failures } = starting([second]);
    const refused = new Error("429");
    adapter.opening = () => Promise.reject(refused);
    const reading = readLetters(iterator);
    await settled();
    second.source.give("ab.$");
    expect(await reading).toEqual({ text: "ab." });
    expect([stream.attempt, stream.content, stream.requestId, stream.ending]).toEqual([
      2,
      "ab",
      "req_2",
      { status: "complete" },
    ]);
    expect(failures).toEqual([{ error: refused, attempt: 1, hasContent: false, startedAt: stream.timing.startedAt }]);
    expect(stream.attempts).toEqual([
      {
        attempt: 1,
        error: refused,
        response: expect.objectContaining({ content: "" }),
        usage: null,
        startedAt: expect.any(Number),
        endedAt: expect.any(Number),
      },
    ]);
    expect([adapter.signal?.aborted, second.opened, second.signal?.aborted]).toEqual([true, 1, false]);
  });

  test("open() waits through the attempts, and sends each once", async () => {
    const adapters = [refusing(new Error("500")), refusing(new Error("503")), another()];
    const { adapter, stream } = starting(adapters);
    adapter.opening = () => Promise.reject(new Error("429"));
    adapters[1]!.opening = async () => void (await settled(), await Promise.reject(new Error("503")));
    const opening = [stream.open(), stream.open()];
    await settled();
    await Promise.all([...opening, stream.open()]);
    expect([stream.attempt, stream.ending, adapters.map(({ opened }) => opened)]).toEqual([4, null, [1, 1, 1]]);
    expect(stream.attempts.map(({ error }) => String(error))).toEqual(["Error: 429", "Error: 500", "Error: 503"]);
  });

  test("the last attempt's error is thrown as it is, by all who ask; the others are in attempts", async () => {
    const last = new Error("503");
    const { adapter, stream, next } = starting([refusing(last)]);
    adapter.opening = () => Promise.reject(new Error("429"));
    await expect(next()).rejects.toBe(last);
    await expect(stream.open()).rejects.toBe(last);
    await expect(stream.response()).rejects.toBe(last);
    expect([stream.ending, stream.attempts.length]).toEqual([{ status: "failed", cause: last }, 1]);
  });
});

describe("after it", () => {
  test("the answer begins anew: fresh state, dropped frames, closed source, and the caller's calls go on waiting", async () => {
    const second = another();
    const { stream, source, adapter, next, failures } = starting([second]);
    const calls = [next(), next(), next(), next()];
    await settled();
    source.give("aX!bc.");
    await settled();
    expect([stream.attempt, stream.content, stream.openToolCalls, source.closed]).toEqual([2, "", [], 1]);
    expect(adapter.signal?.aborted).toBe(true);
    second.source.give("xy");
    expect((await Promise.all(calls)).map(chunkOf)).toEqual(["a", "X", "x", "y"]);
    expect(failures).toMatchObject([{ attempt: 1, hasContent: true, error: expect.any(MalformedChunkError) }]);
    expect(stream.attempts[0]).toMatchObject({
      error: { partial: { content: "a" }, provider: "letters", requestId: "req_1" },
      response: { content: "a" },
    });
    second.source.give(".$");
    expect(await readLetters({ next })).toEqual({ text: "." });
    expect([stream.content, stream.tools]).toEqual(["xy", []]);
  });

  test("also where nobody waits: the failure is met by the next call", async () => {
    const second = another();
    const { stream, source, next } = starting([second]);
    const first = next();
    await settled();
    source.give("a!");
    await first;
    expect(stream.attempt).toBe(1);
    const other = next();
    await settled();
    second.source.give("b.$");
    expect([chunkOf(await other), stream.attempt, second.opened]).toEqual(["b", 2, 1]);
  });

  test("what the old source still brings changes nothing", async () => {
    const second = another();
    const { stream, source, next } = starting([second]);
    const first = next();
    await settled();
    source.breakWith(new Error("reset"));
    await settled();
    source.give("old");
    source.end();
    expect([stream.ending, second.opened]).toEqual([null, 1]);
    second.source.give("n");
    expect([chunkOf(await first), stream.content]).toEqual(["n", "n"]);
  });

  test("a body that ends too early is a failure like any other", async () => {
    const second = another();
    const { stream, source, iterator } = starting([second]);
    const reading = readLetters(iterator);
    await settled();
    source.give("a");
    await settled();
    source.end();
    await settled();
    second.source.give("b.$");
    expect(await reading).toEqual({ text: "ab." });
    expect(stream.attempts).toMatchObject([{ error: { name: "StreamTruncatedError" } }]);
  });

  test("timing: the first attempt's start, and the last one's chunks", async () => {
    const second = another();
    const { stream, source, iterator } = starting([second]);
    const reading = readLetters(iterator);
    await settled();
    source.give("a!");
    await settled();
    expect(stream.timing).toMatchObject({ firstChunkAt: null, firstContentAt: null, endedAt: null });
    second.source.give("b.$");
    await reading;
    const { startedAt, firstChunkAt, endedAt } = stream.timing;
    const [failed] = stream.attempts;
    expect(failed?.startedAt).toBeGreaterThanOrEqual(Number(startedAt));
    expect([Number(failed?.endedAt) <= Number(firstChunkAt), Number(firstChunkAt) <= Number(endedAt)]).toEqual([
      true,
      true,
    ]);
  });
});

describe("no other attempt", () => {
  test("after the caller left, by any way", async () => {
    const second = another();
    const controller = new AbortController();
    const { next, failures, stream } = starting([second], { signal: controller.signal });
    const first = next().catch((reason: unknown) => reason);
    await settled();
    controller.abort("stop");
    expect([await first, failures, second.opened, stream.ending?.status]).toEqual(["stop", [], 0, "aborted"]);
    const other = starting([second]);
    void other.next();
    await settled();
    other.stream.cancel();
    await settled();
    expect([other.failures, second.opened]).toEqual([[], 0]);
  });

  test("what recover throws ends the stream", async () => {
    const mine = new Error("mine");
    const { source, next, stream } = starting([], {
      recover() {
        throw mine;
      },
    });
    const first = next();
    await settled();
    source.breakWith(new Error("reset"));
    await expect(first).rejects.toBe(mine);
    expect([stream.ending, source.closed, stream.attempts]).toEqual([{ status: "failed", cause: mine }, 1, []]);
  });

  test("recover may cancel the stream", async () => {
    const { source, next, stream } = starting([], {
      recover() {
        stream.cancel("enough");
        return { adapter: another(), delay: 0 };
      },
    });
    const first = next();
    await settled();
    source.breakWith(new Error("reset"));
    expect(await first).toEqual({ done: true, value: undefined });
    expect([stream.ending, stream.attempt]).toEqual([{ status: "aborted", cause: "enough" }, 1]);
  });
});

describe("the wait before another attempt", () => {
  /** A stream that waits for its second attempt, in a time of the test's own. */
  async function waiting(settings: LetterSettings & { delay?: number } = {}) {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const second = another();
    const started = starting([second], { delay: 1000, ...settings });
    started.adapter.opening = () => Promise.reject(new Error("429"));
    const reading = readLetters(started.iterator);
    await settled();
    return { ...started, second, reading, [Symbol.dispose]: () => void vi.useRealTimers() };
  }

  test("is as long as it says, with no more than its timer", async () => {
    using started = await waiting();
    const { stream, second, reading } = started;
    await vi.advanceTimersByTimeAsync(999);
    expect([stream.attempt, second.opened, vi.getTimerCount()]).toEqual([2, 0, 1]);
    await vi.advanceTimersByTimeAsync(1);
    await settled();
    second.source.give("a.$");
    expect([await reading, vi.getTimerCount()]).toEqual([{ text: "a." }, 0]);
  });

  test.each([
    ["cancel()", (started: Awaited<ReturnType<typeof waiting>>) => started.stream.cancel("enough")],
    ["return()", (started: Awaited<ReturnType<typeof waiting>>) => void started.iterator.return?.()],
  ])("ends at %s, and leaves no timer", async (_, leave) => {
    using started = await waiting();
    leave(started);
    expect(await started.reading).toEqual({ text: "" });
    await vi.advanceTimersByTimeAsync(5000);
    expect([started.stream.ending?.status, started.second.opened, vi.getTimerCount()]).toEqual(["aborted", 0, 0]);
  });

  test("ends by the signal, whose reason is thrown", async () => {
    const controller = new AbortController();
    using started = await waiting({ signal: controller.signal });
    controller.abort("stop");
    expect(await started.reading).toEqual({ text: "", error: "stop" });
    expect([started.second.opened, vi.getTimerCount()]).toEqual([0, 0]);
  });

  test("a head that took too long is tried again, and the next body is read once", async () => {
    using started = await waiting({ delay: 10, timeouts: streamTimeouts({ open: 50 }) });
    const third = another("req_3");
    started.further.push(third);
    started.second.opening = () => new Promise(() => {});
    await vi.advanceTimersByTimeAsync(75);
    await settled();
    expect([started.stream.attempt, third.source.reads]).toEqual([3, 1]);
    expect(started.stream.attempts[1]).toMatchObject({ attempt: 2, error: { limit: "open" } });
    third.source.give("a.$");
    expect(await started.reading).toEqual({ text: "a." });
  });

  test("ends when total has passed, which no further attempt follows", async () => {
    using started = await waiting({ timeouts: streamTimeouts({ total: 500, open: 100 }) });
    await vi.advanceTimersByTimeAsync(499);
    expect(started.stream.ending).toBe(null);
    await vi.advanceTimersByTimeAsync(3);
    expect(await started.reading).toMatchObject({ error: { limit: "total" } });
    expect([started.failures.length, started.second.opened, vi.getTimerCount()]).toEqual([1, 0, 0]);
  });

  test("open, firstChunk and idle begin anew with the attempt", async () => {
    using started = await waiting({ delay: 500, timeouts: streamTimeouts({ open: 60, firstChunk: 80, idle: 90 }) });
    const { second, stream, reading, failures } = started;
    second.opening = () => new Promise((resolve) => setTimeout(resolve, 55));
    // Waited until 500, opened at 555, the first chunk at 579, the next at 668.
    await vi.advanceTimersByTimeAsync(579);
    second.source.give("a");
    await vi.advanceTimersByTimeAsync(89);
    expect(stream.ending).toBe(null);
    second.source.give("b");
    await vi.advanceTimersByTimeAsync(93);
    expect(await reading).toMatchObject({ text: "ab", error: { limit: "idle", partial: { content: "ab" } } });
    expect(failures.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});

test("an event that is nested deeper than the limit is not even decoded, and what was read before is kept", async () => {
  const { source, next, stream } = startLetters();
  const first = next();
  await settled();
  source.give("a");
  await first;
  const second = next();
  source.giveFrame({ data: "[".repeat(100_000) });
  await expect(second).rejects.toMatchObject({ name: "StreamLimitError", limit: "depth", partial: { content: "a" } });
  expect([stream.content, source.closed]).toEqual(["a", 1]);
});

describe("what ends a body", () => {
  const hint = " The response says: Retry later.";

  /** A body whose head adds something. */
  class HintedSource extends HandSource {
    override readonly hint = hint;
  }

  test.each([
    ["nothing", "", "The body of the stream ended, and no answer was in it."],
    ["an end marker alone", "$", "The body of the stream ended with its end marker, and no answer was in it."],
    ["a part of an answer", "ab", "The body of the stream ended, but the answer has no finish reason."],
  ])("behind %s is told with what the head adds", async (_, letters, words) => {
    const source = new HintedSource();
    const stream = new LetterStream({ adapter: new LetterAdapter(source), createTool: ({ name }) => name });
    const reading = readLetters(stream[Symbol.asyncIterator]());
    await settled();
    if (letters !== "") source.give(letters);
    await settled();
    source.end();
    expect(String((await reading).error)).toContain(words + hint);
  });

  test("is told to whoever decodes a whole body, and that an event may be torn to whoever decodes that", async () => {
    const source = new HintedSource();
    const adapter = new LetterAdapter(source);
    const decode = vi.spyOn(adapter, "decode");
    const decodeBody = vi.spyOn(adapter, "decodeBody");
    const iterator = new LetterStream({ adapter, createTool: ({ name }) => name })[Symbol.asyncIterator]();
    const frames: Frame[] = [{ data: "a" }, { data: "b", unterminated: true }, { data: "c", wholeBody: true }];
    for (const frame of frames) {
      const next = iterator.next();
      await settled();
      source.giveFrame(frame);
      await next;
    }
    expect(decode.mock.calls).toEqual([
      ["a", undefined],
      ["b", undefined, true],
    ]);
    expect(decodeBody.mock.calls).toEqual([["c", hint]]);
  });
});
