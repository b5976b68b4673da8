import { getEventListeners } from "node:events";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  ProviderStreamError,
  StreamAbortedError,
  StreamConsumedError,
  StreamLimitError,
  StreamTimeoutError,
  StreamTransportError,
  StreamTruncatedError,
} from "../errors.js";
import { chunkOf, settled, startLetters, type HandSource } from "./__fixtures__/letter-stream.js";

test("a stream is typed by its adapter: chunks and tools", () => {
  const { iterator } = startLetters();
  expectTypeOf(iterator.next()).resolves.toEqualTypeOf<
    IteratorResult<[chunk: string, tool: string | null], undefined>
  >();
});

test("nothing is sent before the first read, and once however many reads there are", async () => {
  const { adapter, source, stream, next } = startLetters();
  await settled();
  expect([adapter.opened, stream.timing.startedAt, stream.requestId]).toEqual([0, null, null]);
  const first = [next(), next(), stream.open(), stream.open()];
  await settled();
  expect([adapter.opened, stream.requestId]).toEqual([1, "req_1"]);
  source.give("ab");
  await Promise.all(first);
  expect(adapter.opened).toBe(1);
});

test("next() calls made at once are queued: each gets its own chunk, in order, and the rest the end", async () => {
  const { source, next } = startLetters();
  const calls = Promise.all(Array.from({ length: 6 }, next));
  await settled();
  const more = next();
  expect(source.reads).toBe(1);
  source.give("ab");
  await settled();
  source.give("c.");
  await settled();
  source.end();
  expect((await calls).map(chunkOf)).toEqual(["a", "b", "c", ".", undefined, undefined]);
  expect((await more).done).toBe(true);
});

test("an error is given to one of the calls that wait; the others end", async () => {
  const { source, next, stream } = startLetters();
  const calls = Promise.allSettled(Array.from({ length: 4 }, next));
  await settled();
  source.give("a!");
  const [first, second, ...rest] = await calls;
  expect(first).toMatchObject({ status: "fulfilled" });
  expect(second).toMatchObject({ status: "rejected", reason: { name: "MalformedChunkError" } });
  expect(rest).toEqual(rest.map(() => ({ status: "fulfilled", value: { done: true, value: undefined } })));
  expect(await next()).toEqual({ done: true, value: undefined });
  expect(stream.ending?.status).toBe("failed");
});

test("the state advances when a pair is handed out, not when it arrives", async () => {
  const { source, next, stream } = startLetters();
  const first = next();
  await settled();
  source.give("abc.$");
  await first;
  expect([stream.content, stream.finishReasons, stream.ending]).toEqual(["a", [], null]);
  expect(source.reads).toBe(1);
  await next();
  expect(stream.content).toBe("ab");
  await next();
  await next();
  expect([stream.content, stream.finishReasons, stream.ending, source.drained]).toEqual(["abc", ["stop"], null, 0]);
  expect((await next()).done).toBe(true);
  expect([stream.ending, source.drained, source.closed, source.reads]).toEqual([{ status: "complete" }, 1, 0, 1]);
});

test("pull only: no read is made that nobody asked for", async () => {
  const { source, next } = startLetters();
  const first = next();
  await settled();
  source.give("a");
  await first;
  await settled();
  expect(source.reads).toBe(1);
});

describe("endings", () => {
  async function endedBy(letters: string, end: (source: HandSource) => void) {
    const started = startLetters();
    const read = async () => {
      const chunks: string[] = [];
      for await (const [chunk] of { [Symbol.asyncIterator]: () => started.iterator }) chunks.push(chunk);
      return chunks.join("");
    };
    const reading = Promise.allSettled([read()]);
    await settled();
    if (letters !== "") started.source.give(letters);
    await settled();
    end(started.source);
    const [result] = await reading;
    return { ...started, result };
  }

  test("complete: the body is over and the provider said so", async () => {
    const { result, stream, source } = await endedBy("ab.", (s) => s.end());
    expect(result).toEqual({ status: "fulfilled", value: "ab." });
    expect([stream.ending, source.closed, source.drained]).toEqual([{ status: "complete" }, 0, 0]);
  });

  test("truncated: the body is over and it had not", async () => {
    const { result, stream, source } = await endedBy("ab", (s) => s.end());
    expect(result).toMatchObject({ status: "rejected", reason: expect.any(StreamTruncatedError) });
    expect(stream.ending).toEqual({ status: "truncated", cause: expect.any(StreamTruncatedError) });
    expect(source.closed).toBe(1);
  });

  test("failed: the body breaks before; complete, with the cause, when it breaks after", async () => {
    const cause = new Error("reset");
    const before = await endedBy("ab", (s) => s.breakWith(cause));
    expect(before.result).toMatchObject({ reason: expect.any(StreamTransportError) });
    expect(before.stream.ending).toMatchObject({
      status: "failed",
      cause: { cause, partial: { content: "ab" }, provider: "letters", requestId: "req_1" },
    });
    const after = await endedBy("ab.", (s) => s.breakWith(cause));
    expect(after.result).toMatchObject({ status: "fulfilled" });
    expect(after.stream.ending).toEqual({ status: "complete", cause });
  });

  test("what came before a fault in the same read is handed out first", async () => {
    const { result, stream } = await endedBy("ab!c", () => {});
    expect(result).toMatchObject({ reason: { name: "MalformedChunkError", partial: { content: "ab" } } });
    expect(stream.content).toBe("ab");
  });

  test("a refused request: what the adapter threw, as it is, to each who asks", async () => {
    const { adapter, stream, next } = startLetters();
    const refused = new Error("401");
    adapter.opening = () => Promise.reject(refused);
    await expect(next()).rejects.toBe(refused);
    await expect(stream.open()).rejects.toBe(refused);
    await expect(stream.response()).rejects.toBe(refused);
    expect(stream.ending).toEqual({ status: "failed", cause: refused });
  });

  test("a stream left while it is opened closes what then comes", async () => {
    const { adapter, stream, source, next } = startLetters();
    let arrive = () => {};
    adapter.opening = () => new Promise((resolve) => (arrive = resolve));
    const pending = next();
    await settled();
    stream.cancel("enough");
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(adapter.signal?.aborted).toBe(true);
    expect(source.closed).toBe(0);
    arrive();
    await settled();
    expect(source.closed).toBe(1);
  });

  test("a source that arrives after the cancel, to open() alone, is closed, and open() does not wait for it", async () => {
    const { adapter, stream, source } = startLetters();
    let arrive = () => {};
    adapter.opening = () => new Promise((resolve) => (arrive = resolve));
    const opening = stream.open();
    await settled();
    stream.cancel("enough");
    await expect(opening).rejects.toBeInstanceOf(StreamAbortedError);
    expect([stream.ending, source.closed]).toEqual([{ status: "aborted", cause: "enough" }, 0]);
    arrive();
    await settled();
    expect([source.closed, source.reads]).toEqual([1, 0]);
  });

  test("a signal aborted while the stream is opened: open() and the call that waits get its reason at once", async () => {
    const controller = new AbortController();
    const { adapter, stream, next } = startLetters({ signal: controller.signal });
    adapter.opening = () => new Promise(() => {});
    const calls = Promise.allSettled([stream.open(), next()]);
    await settled();
    controller.abort("stop");
    expect(await calls).toEqual([0, 1].map(() => ({ status: "rejected", reason: "stop" })));
    expect([stream.ending, adapter.signal?.aborted]).toEqual([{ status: "aborted", cause: "stop" }, true]);
  });

  test("what arrives after the ending changes nothing", async () => {
    const { source, stream, next } = startLetters();
    const first = next();
    await settled();
    source.give("a");
    await first;
    const second = next();
    stream.cancel();
    await second;
    source.give("bc.");
    source.end();
    expect([stream.content, stream.ending?.status, (await next()).done]).toEqual(["a", "aborted", true]);
    stream.cancel("again");
    expect(stream.ending).toEqual({ status: "aborted", cause: undefined });
  });
});

describe("leaving", () => {
  test("by the signal: its reason is thrown by the call that waits, and by nothing else", async () => {
    const controller = new AbortController();
    const { next, stream, adapter, source } = startLetters({ signal: controller.signal });
    expect(getEventListeners(controller.signal, "abort").length).toBe(0);
    const calls = Promise.allSettled([next(), next()]);
    await settled();
    expect(getEventListeners(controller.signal, "abort").length).toBe(1);
    controller.abort("stop");
    expect(await calls).toMatchObject([{ status: "rejected", reason: "stop" }, { status: "fulfilled" }]);
    expect([adapter.signal?.aborted, source.closed, stream.ending]).toEqual([
      true,
      1,
      { status: "aborted", cause: "stop" },
    ]);
    expect(getEventListeners(controller.signal, "abort").length).toBe(0);
    expect(() => stream.constructCallResponse()).toThrow("stop");
  });

  test("by the signal while nobody waits: the next call gets the reason", async () => {
    const controller = new AbortController();
    const { next, source } = startLetters({ signal: controller.signal });
    const first = next();
    await settled();
    source.give("abc");
    await first;
    const reason = new Error("stop");
    controller.abort(reason);
    await expect(next()).rejects.toBe(reason);
    expect((await next()).done).toBe(true);
  });

  test("by throw(): the error comes back, and the body is closed", async () => {
    const { iterator, source, stream, next } = startLetters();
    const first = next();
    await settled();
    source.give("a");
    await first;
    const mine = new Error("mine");
    await expect(iterator.throw?.(mine)).rejects.toBe(mine);
    expect([source.closed, stream.ending]).toEqual([1, { status: "aborted", cause: mine }]);
    expect(() => stream.constructCallResponse()).toThrow(StreamAbortedError);
  });

  test("without a reason, beside a signal that has none either", async () => {
    const { stream, source } = startLetters({ signal: new AbortController().signal });
    await stream.open();
    stream.cancel();
    expect([source.closed, stream.ending]).toEqual([1, { status: "aborted", cause: undefined }]);
    expect(() => stream.constructCallResponse()).toThrow(StreamAbortedError);
  });

  test("before the signal is aborted: it is not the signal that ended it", async () => {
    const controller = new AbortController();
    const { stream } = startLetters({ signal: controller.signal });
    await stream.open();
    stream.cancel("enough");
    controller.abort("late");
    expect(() => stream.constructCallResponse()).toThrow(StreamAbortedError);
  });

  test("for another stream's error: it stays that stream's", async () => {
    const { stream } = startLetters();
    const theirs = new StreamTruncatedError("cut").attach({ partial: null, provider: "theirs", requestId: null });
    await stream.open();
    stream.cancel(theirs);
    expect(stream.ending?.cause).toBe(theirs);
    expect([theirs.provider, theirs.partial]).toEqual(["theirs", null]);
  });

  test("response() while a loop waits is refused, and takes no pair from that loop", async () => {
    const { stream, source, next } = startLetters();
    const waiting = next();
    await settled();
    await expect(stream.response()).rejects.toBeInstanceOf(StreamConsumedError);
    source.give("ab.");
    expect([chunkOf(await waiting), chunkOf(await next()), stream.ending]).toEqual(["a", "b", null]);
  });

  test("two response() calls share one answer, also when the second comes while the first waits", async () => {
    const { stream, source } = startLetters();
    const first = stream.response();
    await settled();
    const second = stream.response();
    source.give("ab.");
    await settled();
    source.end();
    expect((await first).content).toBe("ab");
    expect(await second).toBe(await first);
    expect(await stream.response()).toBe(await first);
  });

  test("response() counts as the one pass", async () => {
    const { stream, source, next } = startLetters();
    const first = next();
    await settled();
    source.give("ab.");
    await first;
    const response = stream.response();
    await settled();
    source.end();
    expect((await response).content).toBe("ab");
    expect(() => stream[Symbol.asyncIterator]()).toThrow(StreamConsumedError);
  });
});

describe("what each error of a stream carries", () => {
  const cause = new Error("why");
  const limit = new StreamLimitError("too much", "eventSize", { cause });
  test.each<[string, (started: ReturnType<typeof startLetters>) => void, object]>([
    ["StreamTruncatedError", ({ source }) => source.end(), {}],
    ["StreamTransportError", ({ source }) => source.breakWith(cause), { cause }],
    ["MalformedChunkError", ({ source }) => source.give("!"), {}],
    ["StreamLimitError", ({ source }) => source.giveFrame({ data: null, fault: limit }), { cause, limit: "eventSize" }],
    [
      "ProviderStreamError",
      ({ adapter, source }) => {
        adapter.state.fault = new ProviderStreamError("overloaded", { code: 529 }, { cause });
        source.give(" ");
      },
      { cause, error: { code: 529 } },
    ],
    [
      "StreamTimeoutError",
      ({ adapter, source }) => {
        adapter.state.fault = new StreamTimeoutError("late", "idle", { cause });
        source.give(" ");
      },
      { cause, limit: "idle" },
    ],
  ])("%s: the partial, the provider, the request's id and the cause", async (name, fail, more) => {
    const started = startLetters();
    const { stream, next, source } = started;
    const first = next();
    await settled();
    source.give("a");
    await first;
    const second = next();
    fail(started);
    const thrown: unknown = await second.catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name, provider: "letters", requestId: "req_1", partial: { content: "a" }, ...more });
    expect(stream.ending).toEqual({ status: name === "StreamTruncatedError" ? "truncated" : "failed", cause: thrown });
    expect(() => stream.constructCallResponse()).toThrow(thrown as Error);
    expect(stream.constructCallResponse({ partial: true }).content).toBe("a");
    // A logger that walks an error's own keys prints no conversation.
    expect(Object.keys(thrown as object)).not.toContain("partial");
  });

  test("StreamAbortedError, which only the response throws: the same, with the caller's reason as cause", async () => {
    const { stream, next, source } = startLetters();
    const first = next();
    await settled();
    source.give("a");
    await first;
    stream.cancel(cause);
    expect(() => stream.constructCallResponse()).toThrow(
      expect.objectContaining({ name: "StreamAbortedError", provider: "letters", requestId: "req_1", cause }),
    );
  });
});
