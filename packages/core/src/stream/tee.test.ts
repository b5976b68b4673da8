import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { stall, startTestServer } from "@zoetrope/test-server";
import fc from "fast-check";
import { describe, expect, expectTypeOf, onTestFinished, test } from "vitest";
import { CallOptionsError, StreamAbortedError, StreamConsumedError, StreamTransportError } from "../errors.js";
import { body, localStream, whole, wireStream, type WireChunk, type WireTool } from "./__fixtures__/wire-stream.js";
import type { TeeReader } from "./tee-reader.js";

/** Generous for a busy machine, and far below what a forgotten connection takes. */
const atOnce = 500;
/** Lets all promises that are ready run. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Reads to the end: the text, and what the loop threw. */
async function read(pairs: AsyncIterable<[chunk: unknown, tool: unknown]>) {
  let text = "";
  let error: unknown;
  try {
    for await (const [chunk] of pairs) text += String(chunk);
  } catch (thrown) {
    error = thrown;
  }
  return { text, error };
}

function letters(text: string) {
  return [...text].map((letter) => ({ text: letter }));
}

test("S13: every reader gets every pair, whoever is fast", async () => {
  const stream = localStream(whole);
  const [fast, slow, last] = stream.tee(3);
  expect(await read(fast)).toEqual({ text: "Hello", error: undefined });
  const together = await Promise.all([read(slow), read(last)]);
  expect(together).toEqual([1, 2].map(() => ({ text: "Hello", error: undefined })));
  expect([stream.content, stream.ending?.status]).toEqual(["Hello", "complete"]);
});

test("the same chunk and the same tool are handed to each", async () => {
  const stream = localStream([{ call: { id: "c1", name: "f", args: "{}" } }, { finish: "tool_calls" }]);
  const readers = stream.tee(2);
  const seen = readers.map(() => [] as unknown[]);
  for (const [i, reader] of readers.entries()) for await (const pair of reader) seen[i]!.push(...pair);
  expect(seen[0]).toHaveLength(4);
  expect(seen[0]!.every((item, i) => Object.is(item, seen[1]![i]))).toBe(true);
  expect(stream.tools).toHaveLength(1);
  expect(seen[0]).toContain(stream.tools[0]);
});

test("any schedule of reads: each reader's pairs are a prefix of the stream's, and nothing is read ahead", async () => {
  const text = "abcdefghij";
  const schedule = fc.array(
    fc.record({ who: fc.nat(3), what: fc.constantFrom("next", "next", "next", "leave", "wait") }),
    {
      maxLength: 60,
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), schedule, async (count, steps) => {
      const stream = localStream([...letters(text), { finish: "stop" }]);
      const places = stream.tee(count).map((reader) => ({
        reader,
        pairs: reader[Symbol.asyncIterator](),
        asked: 0,
        results: [] as Promise<string | null>[],
        left: false,
      }));
      for (const { who, what } of steps) {
        const place = places[who % count]!;
        if (what === "wait") await settled();
        else if (what === "leave") {
          place.left = true;
          place.reader.cancel();
        } else {
          if (!place.left) place.asked++;
          place.results.push(place.pairs.next().then(({ done, value }) => (done ? null : String(value[0]))));
        }
        const most = Math.max(...places.map(({ asked }) => asked));
        expect(stream.reads()).toBeLessThanOrEqual(most);
      }
      const sequence = [...text, "", ...Array.from({ length: 60 }, () => null)];
      for (const { results, left } of places) {
        const seen = await Promise.all(results);
        // One that left has its end where it left; no pair is lost or told twice before it.
        const end = left ? seen.findIndex((piece) => piece === null) : -1;
        const until = end === -1 ? seen.length : end;
        expect(seen.slice(0, until)).toEqual(sequence.slice(0, until));
        expect(seen.slice(until).every((piece) => piece === null)).toBe(true);
      }
      const isLeft = places.every(({ left }) => left);
      expect(isLeft && stream.ending === null).toBe(false);
      stream.cancel();
    }),
    { numRuns: 200 },
  );
});

/** Whether nothing holds it any more. A collector may need to be asked more than once. */
async function isCollected(ref: WeakRef<object>) {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  if (typeof gc !== "function") throw new Error("There is no gc() to call.");
  for (let i = 0; i < 20 && ref.deref() !== undefined; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    gc();
  }
  return ref.deref() === undefined;
}

/** Reads a pair and keeps nothing of it. */
async function take(pairs: AsyncIterator<[WireChunk, WireTool | null]>) {
  return new WeakRef<WireChunk>((await pairs.next()).value[0]);
}

test("what all have read is let go, what one has not read is kept for it", async () => {
  const stream = localStream([...letters("abcdef"), { finish: "stop" }]);
  const [fast, slow] = stream.tee(2);
  const iterators = [fast[Symbol.asyncIterator](), slow[Symbol.asyncIterator]()] as const;
  const first = await take(iterators[0]);
  const second = await take(iterators[0]);
  await take(iterators[0]);
  await take(iterators[1]);
  await take(iterators[1]);
  expect([await isCollected(first), await isCollected(second)]).toEqual([true, true]);
  const fourth = await take(iterators[0]);
  await take(iterators[0]);
  expect(await isCollected(fourth)).toBe(false);
  slow.cancel();
  expect(await isCollected(fourth)).toBe(true);
});

test("what is kept for a reader is let go when the stream is cancelled under one that waits", async () => {
  await using server = await startTestServer();
  server.reply({ body: [...body({ text: "a" }), stall()] });
  const stream = wireStream(server);
  const [fast, never] = stream.tee(2);
  const pairs = fast[Symbol.asyncIterator]();
  const first = await take(pairs);
  const pending = pairs.next();
  expect(await isCollected(first)).toBe(false);
  stream.cancel();
  await pending;
  expect([await isCollected(first), never.attempt]).toEqual([true, 1]);
});

describe("errors", () => {
  test("reach each reader once, behind its last pair, and leave no rejection that nobody handles (S21)", async () => {
    const unhandled: unknown[] = [];
    const onRejection = (reason: unknown) => void unhandled.push(reason);
    process.on("unhandledRejection", onRejection);
    onTestFinished(() => void process.off("unhandledRejection", onRejection));
    const stream = localStream([...letters("ab"), new Error("the wire broke")]);
    const [fast, slow, never] = stream.tee(3);
    const first = await read(fast);
    const [broken] = [first.error];
    expect(first.text).toBe("ab");
    expect(broken).toBeInstanceOf(StreamTransportError);
    expect(await read(slow)).toEqual({ text: "ab", error: broken });
    const pairs = never[Symbol.asyncIterator]();
    await settled();
    await settled();
    expect(unhandled).toEqual([]);
    // The one that was never read has everything still.
    expect(String((await pairs.next()).value?.[0])).toBe("a");
    expect(String((await pairs.next()).value?.[0])).toBe("b");
    await expect(pairs.next()).rejects.toBe(broken);
    expect(await pairs.next()).toEqual({ done: true, value: undefined });
    expect(stream.ending).toEqual({ status: "failed", cause: broken });
  });

  test("of calls of next() made at once the first that finds it is rejected, the others end", async () => {
    const stream = localStream([...letters("a"), new Error("the wire broke")]);
    const [reader] = stream.tee(1);
    const pairs = reader[Symbol.asyncIterator]();
    const results = await Promise.allSettled([pairs.next(), pairs.next(), pairs.next()]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[2]).toMatchObject({ value: { done: true } });
  });
});

describe("leaving", () => {
  test("S1: break, return, throw and cancel stop one reader; the last to leave closes the socket at once", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...body(...letters("ab")), stall()] });
    const stream = wireStream(server);
    const [breaks, returns, throwsIn, throws, cancels] = stream.tee(5);
    for await (const [chunk] of breaks) {
      expect(String(chunk)).toBe("a");
      break;
    }
    const iterator = returns[Symbol.asyncIterator]();
    await iterator.next();
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    const mistake = new Error("mine");
    const thrown = throwsIn[Symbol.asyncIterator]();
    await expect(thrown.throw?.(mistake)).rejects.toBe(mistake);
    expect(await thrown.next()).toEqual({ done: true, value: undefined });
    const loop = async () => {
      for await (const _ of throws) throw mistake;
    };
    await expect(loop()).rejects.toBe(mistake);
    expect([stream.ending, server.openSockets]).toEqual([null, 1]);
    // The last has all of it, then waits.
    const reading = read(cancels);
    await server.until(() => stream.content === "ab");
    cancels.cancel("enough");
    expect(await reading).toEqual({ text: "ab", error: undefined });
    expect(stream.ending).toEqual({ status: "aborted", cause: "enough" });
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("one that leaves while it waits does not take the pair from those who stay", async () => {
    await using server = await startTestServer();
    server.reply({
      body: [...body({ text: "a" }), ({ gone }) => released.then(() => gone.throwIfAborted()), ...body(...whole)],
    });
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const [leaves, stays] = wireStream(server).tee(2);
    const pairs = leaves[Symbol.asyncIterator]();
    await pairs.next();
    const pending = pairs.next();
    leaves.cancel();
    expect(await pending).toEqual({ done: true, value: undefined });
    release();
    expect(await read(stays)).toEqual({ text: "aHello", error: undefined });
  });

  test("await using leaves, and all that leave before the first read send nothing", async () => {
    await using server = await startTestServer();
    const stream = wireStream(server);
    const [a, b] = stream.tee(2);
    {
      await using one = a;
      await using another = b;
      expect([one, another]).toHaveLength(2);
    }
    expect(stream.ending?.status).toBe("aborted");
    expect(await read(a)).toEqual({ text: "", error: undefined });
    expect(server.requests).toEqual([]);
  });

  test("cancel() of the stream ends all at once, also those behind", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...body(...letters("abc")), stall()] });
    const stream = wireStream(server);
    const [fast, behind, unread] = stream.tee(3);
    const reading = read(fast);
    const slow = behind[Symbol.asyncIterator]();
    expect((await slow.next()).done).toBe(false);
    await server.until(() => stream.content === "abc");
    stream.cancel("enough");
    expect(await reading).toEqual({ text: "abc", error: undefined });
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    expect(await read(unread)).toEqual({ text: "", error: undefined });
    await server.until(() => server.openSockets === 0, atOnce);
  });

  test("cancel() of the stream while nobody waits ends those behind, and a signal throws in them", async () => {
    for (const signal of [undefined, new AbortController()]) {
      const stream = localStream(letters("abc"), signal ? { signal: signal.signal } : {});
      const [fast, behind] = stream.tee(2);
      const pairs = fast[Symbol.asyncIterator]();
      await pairs.next();
      await pairs.next();
      if (signal) signal.abort("stop");
      else stream.cancel();
      const told = await behind[Symbol.asyncIterator]()
        .next()
        .catch((reason: unknown) => reason);
      expect(told).toEqual(signal ? "stop" : { done: true, value: undefined });
    }
  });

  test("S9: an aborted signal throws its reason in each reader, also when none waits", async () => {
    await using server = await startTestServer();
    server.reply({ body: [...body(...letters("abc")), stall()] });
    for (const isWaiting of [true, false]) {
      const controller = new AbortController();
      const stream = wireStream(server, { signal: controller.signal });
      const [fast, slow] = stream.tee(2);
      const pairs = fast[Symbol.asyncIterator]();
      await pairs.next();
      await pairs.next();
      const behind = slow[Symbol.asyncIterator]();
      await behind.next();
      await pairs.next();
      const pending = isWaiting ? pairs.next() : null;
      controller.abort("stop");
      await expect(pending ?? pairs.next()).rejects.toBe("stop");
      await expect(behind.next()).rejects.toBe("stop");
      expect(await behind.next()).toEqual({ done: true, value: undefined });
      expect(stream.ending).toEqual({ status: "aborted", cause: "stop" });
    }
    await server.until(() => server.openSockets === 0, atOnce);
  });
});

describe("the stream that was split", () => {
  test("refuses loops, a second tee(), and adapters; the readers go on", async () => {
    const stream = localStream(whole);
    const [reader] = stream.tee(1);
    expect((await read(stream).catch((error: unknown) => error)) as object).toMatchObject({
      error: { name: "StreamConsumedError", message: expect.stringContaining("tee()") },
    });
    expect(() => stream.tee(2)).toThrow(StreamConsumedError);
    expect(() => stream.textStream()).toThrow(StreamConsumedError);
    expect(() => stream.toResponse()).toThrow(StreamConsumedError);
    expect((await read(reader)).text).toBe("Hello");
    // A reader has one pass, too.
    expect((await read(reader)).error).toBeInstanceOf(StreamConsumedError);
    expect(() => reader.textStream()).toThrow(StreamConsumedError);
  });

  test("keeps response(), which takes no pair from the readers, before, beside and after them", async () => {
    const stream = localStream(whole);
    const [one, two] = stream.tee(2);
    const pairs = one[Symbol.asyncIterator]();
    const pending = pairs.next();
    const [first, second] = await Promise.all([stream.response(), stream.response()]);
    expect(first.content).toBe("Hello");
    expect(second).toBe(first);
    expect(String((await pending).value?.[0])).toBe("Hel");
    expect(String((await pairs.next()).value?.[0])).toBe("lo");
    expect((await read(two)).text).toBe("Hello");
    expect(await stream.response()).toBe(first);
  });

  test("is not ended by the last reader while response() reads", async () => {
    const stream = localStream(whole);
    const [reader] = stream.tee(1);
    const response = stream.response();
    reader.cancel();
    expect((await response).content).toBe("Hello");
  });

  test("throws in response() what the stream ended with", async () => {
    const left = localStream(whole);
    for (const reader of left.tee(2)) reader.cancel();
    await expect(left.response()).rejects.toBeInstanceOf(StreamAbortedError);
    const failed = localStream([{ text: "a" }, new Error("the wire broke")]);
    const [reader] = failed.tee(1);
    await expect(failed.response()).rejects.toBeInstanceOf(StreamTransportError);
    expect((await read(reader)).error).toBeInstanceOf(StreamTransportError);
  });
});

describe("when tee() is called", () => {
  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "tee(%d) is refused, and the stream can still be read",
    async (count) => {
      const stream = localStream(whole);
      expect(() => stream.tee(count)).toThrow(CallOptionsError);
      expect((await read(stream)).text).toBe("Hello");
    },
  );

  test("after any reading it throws, after open() it does not", async () => {
    const looped = localStream(whole);
    looped[Symbol.asyncIterator]();
    expect(() => looped.tee(2)).toThrow(StreamConsumedError);
    const answered = localStream(whole);
    await answered.response();
    expect(() => answered.tee(2)).toThrow(StreamConsumedError);
    const opened = localStream(whole);
    await opened.open();
    expect((await read(opened.tee(1)[0])).text).toBe("Hello");
  });

  test("a refused request fails every reader with the error as it is", async () => {
    await using server = await startTestServer();
    const { url } = server;
    await server.close();
    const stream = wireStream(Object.assign(Object.create(null), { url }));
    const [a, b] = stream.tee(2);
    const [first, second] = await Promise.all([read(a), read(b)]);
    expect(first.error).toBeInstanceOf(TypeError);
    expect(second.error).toBe(first.error);
  });

  test("a small number is typed as so many readers, any other as a list", () => {
    type Reader = TeeReader<WireChunk, WireTool>;
    const stream = localStream(whole);
    expectTypeOf(stream.tee<2>).returns.toEqualTypeOf<[Reader, Reader]>();
    expectTypeOf(stream.tee<number>).returns.toEqualTypeOf<Reader[]>();
    expectTypeOf(stream.tee<1000>).returns.toEqualTypeOf<Reader[]>();
  });
});
