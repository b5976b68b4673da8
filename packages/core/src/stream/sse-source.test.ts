import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { StreamLimitError } from "../errors.js";
import type { Frame, FrameSink } from "./frame-source.js";
import { SseSource } from "./sse-source.js";
import { streamLimits } from "./stream-limits.js";

/** A body of these pieces, each a read of its own; a function is called for its read. `cancelled` tells the reason it was left with. */
function body(pieces: readonly (Uint8Array | string | (() => Promise<void>))[]) {
  const seen = { reads: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = pieces[seen.reads++];
        if (piece === undefined) controller.close();
        else if (typeof piece === "function") await piece();
        else controller.enqueue(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { seen, stream };
}

/** Reads once. */
function readOnce(
  source: SseSource,
): Promise<{ readonly frames: Frame[]; readonly end: boolean; readonly cause?: unknown }> {
  return new Promise((resolve) => {
    const frames: Frame[] = [];
    const sink: FrameSink = {
      frames,
      onRead: () => resolve({ frames, end: false }),
      onEnd: () => resolve({ frames, end: true }),
      onBreak: (cause) => resolve({ frames, end: true, cause }),
    };
    source.read(sink);
  });
}

async function readAll(source: SseSource) {
  const frames: Frame[] = [];
  for (;;) {
    const result = await readOnce(source);
    frames.push(...result.frames);
    if (result.end) return { frames, cause: result.cause };
  }
}

const options = { requestId: "req_1", limits: streamLimits({ eventSize: 1000 }) };
const dataOf = (frames: readonly Frame[]): unknown[] => frames.map(({ data }) => data);

test("events come out the same at whatever bytes the body is cut", async () => {
  const text =
    '\ufeffdata: {"a":"größe 😀"}\r\n\r\nevent: x\rdata: 1\rdata: 2\r\r: comment\n\nid: 3\ndata:  [DONE] \n\n';
  const bytes = new TextEncoder().encode(text);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
      const { frames } = await readAll(new SseSource(body(pieces).stream, options));
      expect(dataOf(frames)).toEqual(['{"a":"größe 😀"}', "1\n2", " [DONE] "]);
      expect(frames.map(({ event }) => event)).toEqual([undefined, "x", undefined]);
    }),
    { numRuns: 60 },
  );
});

test("a last event without its blank line counts, and is marked: it may be torn", async () => {
  const { frames } = await readAll(new SseSource(body(["data: 1\n\ndata: 2"]).stream, options));
  expect(frames.map(({ data, unterminated }) => [data, unterminated])).toEqual([
    ["1", undefined],
    ["2", true],
  ]);
});

test("a body without events is handed over whole", async () => {
  const { frames } = await readAll(new SseSource(body(["<h1>", "hi</h1>"]).stream, options));
  expect(frames).toEqual([{ data: "<h1>hi</h1>", wholeBody: true }]);
});

test("a body with events is not handed over whole, whatever stands before them", async () => {
  const { frames } = await readAll(new SseSource(body(["OK\n\ndata: 1\n\n"]).stream, options));
  expect(dataOf(frames)).toEqual(["1"]);
});

test("a character that the end cuts is told as one that is missing", async () => {
  const bytes = new TextEncoder().encode("data: \u00e9").subarray(0, -1);
  const { frames } = await readAll(new SseSource(body([bytes]).stream, options));
  expect(frames).toEqual([{ data: "\ufffd", event: undefined, unterminated: true }]);
});

test("what the head of the response adds is kept, and is nothing where it adds nothing", () => {
  expect([new SseSource(null, options).hint, new SseSource(null, { ...options, hint: " Later." }).hint]).toEqual([
    "",
    " Later.",
  ]);
});

test.each<[string, unknown, object]>([
  ["a result without a value", { done: false }, { frames: [], end: false }],
  ["no result", undefined, { frames: [], end: true, cause: expect.any(TypeError) }],
])("a body written by hand whose next() gives %s is read on, or breaks", async (_, given, result) => {
  // What JavaScript makes of a body need not be what the type says.
  const iterator = { next: async () => given } as AsyncIterator<Uint8Array>;
  const source = new SseSource({ [Symbol.asyncIterator]: () => iterator }, options);
  expect(await readOnce(source)).toEqual(result);
});

test("no body at all ends at once", async () => {
  const source = new SseSource(null, options);
  expect(await readAll(source)).toEqual({ frames: [], cause: undefined });
  expect(() => {
    source.close();
    source.drain();
  }).not.toThrow();
});

test("a body that breaks gives what was whole, then the cause", async () => {
  const broken = new Error("terminated");
  const { stream } = body(["data: 1\n\ndata: 2", () => Promise.reject(broken)]);
  const { frames, cause } = await readAll(new SseSource(stream, options));
  expect([dataOf(frames), cause]).toEqual([["1", "2"], broken]);
});

test("an async iterable, as node-fetch has it, is read and left like a web stream", async () => {
  let destroyed = false;
  async function* pieces() {
    yield new TextEncoder().encode("data: 1\n\n");
    yield new TextEncoder().encode("data: 2\n\n");
  }
  const source = new SseSource(Object.assign(pieces(), { destroy: () => (destroyed = true) }), options);
  expect(dataOf((await readOnce(source)).frames)).toEqual(["1"]);
  source.close();
  expect(destroyed).toBe(true);
});

/** A body of whatever a program enqueues that nobody checked. */
function bodyOf(...values: readonly unknown[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const value of values) controller.enqueue(value as Uint8Array);
      controller.close();
    },
  });
}

test("a body of strings instead of bytes is read as text, whatever stands at their seams", async () => {
  const { frames, cause } = await readAll(
    new SseSource(bodyOf("data: gr\u00f6\u00df", "e 1\n", "\ndata: 2\n\n"), options),
  );
  expect([dataOf(frames), cause]).toEqual([["gr\u00f6\u00dfe 1", "2"], undefined]);
});

test.each([
  ["a number", 7],
  ["an object", { data: "1" }],
  ["a list", [100, 97]],
  ["true", true],
])("a body that yields %s breaks: the reader is told, and does not wait for ever", async (_, value) => {
  const source = new SseSource(bodyOf("data: 1\n\n", value), options);
  expect(dataOf((await readOnce(source)).frames)).toEqual(["1"]);
  expect(await readOnce(source)).toEqual({ frames: [], end: true, cause: expect.any(TypeError) });
});

test("nothing is read ahead of the reader", async () => {
  const { stream, seen } = body(["data: 1\n\n", "data: 2\n\n"]);
  const source = new SseSource(stream, options);
  await readOnce(source);
  expect(seen.reads).toBe(1);
});

describe("limits", () => {
  test.each([
    ["in one piece", [`data: ${"x".repeat(1100)}\n\n`]],
    ["in pieces, and never ended", Array.from({ length: 30 }, (_, i) => (i === 0 ? "data: " : "x".repeat(50)))],
    ["over many lines", Array.from({ length: 30 }, () => `data: ${"x".repeat(50)}\n`)],
    ["and no event at all", ["<h1>", "x".repeat(1100)]],
    ["as a bare line", ["data: 1\n\n", `{"error":"${"x".repeat(1100)}`]],
  ])("an event longer than the limit, %s, is one fault", async (_, pieces) => {
    const { frames } = await readAll(new SseSource(body(pieces).stream, options));
    const faults = frames.flatMap(({ fault }) => fault ?? []);
    expect(faults).toEqual([expect.any(StreamLimitError)]);
    expect(faults[0]).toMatchObject({
      limit: "eventSize",
      message: expect.stringMatching(/1000 characters.*limits\.eventSize/),
    });
  });

  test("an event as long as the limit passes, and many of them", async () => {
    const event = `data: ${"x".repeat(900)}\n\n`;
    const { frames } = await readAll(new SseSource(body([event, event, event]).stream, options));
    expect(frames.map(({ fault, data }) => [fault, String(data).length])).toEqual(frames.map(() => [undefined, 900]));
    expect(frames.length).toBe(3);
  });
});

describe("S27: drain", () => {
  test("reads to the end of the body, so that its connection can serve again", async () => {
    const { stream, seen } = body(["data: [DONE]\n\n", "\n", ": bye\n\n"]);
    const source = new SseSource(stream, options);
    await readOnce(source);
    source.drain();
    await vi.waitFor(() => expect(seen.reads).toBe(4));
    expect(seen.cancelled).toBe(false);
  });

  test("gives up after 64 kB", async () => {
    const kilobyte = "x".repeat(1024);
    const { stream, seen } = body(["data: [DONE]\n\n", ...Array.from({ length: 10_000 }, () => kilobyte)]);
    const source = new SseSource(stream, options);
    await readOnce(source);
    source.drain();
    await vi.waitFor(() => expect(seen.cancelled).toBe(true));
    expect(seen.reads).toBe(1 + 64);
  });

  test("gives up after 100 ms", async () => {
    vi.useFakeTimers();
    try {
      const { stream, seen } = body(["data: [DONE]\n\n", () => new Promise(() => {})]);
      const source = new SseSource(stream, options);
      await readOnce(source);
      source.drain();
      await vi.advanceTimersByTimeAsync(99);
      expect(seen.cancelled).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(seen.cancelled).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test("leaves no timer behind when the body ends or breaks", async () => {
    vi.useFakeTimers();
    try {
      for (const after of [[], [() => Promise.reject(new Error("reset"))]]) {
        const source = new SseSource(body(["data: [DONE]\n\n", ...after]).stream, options);
        await readOnce(source);
        source.drain();
        await vi.advanceTimersByTimeAsync(0);
        expect(vi.getTimerCount()).toBe(0);
      }
    } finally {
      vi.useRealTimers();
    }
  });
});

test("the limit is of each event, however many come with one read, and whole or not", async () => {
  const small = "data: 12345678\n\n".repeat(10);
  const exact = `data: ${"x".repeat(50)}\n\n`;
  const long = `data: ${"x".repeat(51)}\n\n`;
  const limited = { ...options, limits: streamLimits({ eventSize: 50 }) };
  expect(dataOf((await readAll(new SseSource(body([exact]).stream, limited))).frames)).toEqual(["x".repeat(50)]);
  const many = await readAll(new SseSource(body([small, small]).stream, limited));
  expect(dataOf(many.frames)).toEqual(Array.from({ length: 20 }, () => "12345678"));
  for (const pieces of [
    [small + long + small],
    [small, long, small],
    [small + long.slice(0, 40), long.slice(40) + small],
  ]) {
    const { frames } = await readAll(new SseSource(body(pieces).stream, limited));
    expect(dataOf(frames.slice(0, 10))).toEqual(dataOf(many.frames.slice(0, 10)));
    expect(frames.slice(10).map(({ fault }) => fault)).toEqual([expect.any(StreamLimitError)]);
  }
});

test("close() lets go of a body that has a read pending, and of one that broke", async () => {
  const { stream, seen } = body([() => new Promise(() => {})]);
  const source = new SseSource(stream, options);
  source.read({ frames: [], onRead: () => {}, onEnd: () => {}, onBreak: () => {} });
  source.close();
  expect(seen.cancelled).toBe(true);
  const broken = new SseSource(body([() => Promise.reject(new Error("reset"))]).stream, options);
  await readAll(broken);
  expect(() => broken.close()).not.toThrow();
});

describe("totalBytes", () => {
  const limited = { ...options, limits: streamLimits({ totalBytes: 32 }) };
  const event = "data: 12345678\n\n";

  test("a body of so many bytes passes; a longer one is a fault behind all that was read", async () => {
    const exact = await readAll(new SseSource(body([event, event]).stream, limited));
    expect(exact.frames.map(({ data, fault }) => [data, fault])).toEqual(
      exact.frames.map(() => ["12345678", undefined]),
    );
    expect(exact.frames.length).toBe(2);
    const { frames } = await readAll(new SseSource(body([event, event, event, event]).stream, limited));
    expect(frames.map(({ data }) => data)).toEqual(["12345678", "12345678", "12345678", null]);
    expect(frames[3]?.fault).toMatchObject({
      name: "StreamLimitError",
      limit: "totalBytes",
      message: expect.stringMatching(/32 bytes.*limits\.totalBytes/),
    });
  });

  test("comments count, too: an endless trickle of them ends", async () => {
    const { frames } = await readAll(
      new SseSource(body(Array.from({ length: 10 }, () => ": ping\n\n")).stream, limited),
    );
    expect(frames.map(({ fault }) => Object(fault).limit)).toEqual(["totalBytes"]);
  });
});
