import { StreamConsumedError } from "../errors.js";
import { describe, expect, test, vi } from "vitest";
import {
  startLetters,
  LetterAdapter,
  LetterStream,
  HandSource,
  settled,
  readLetters,
} from "./__fixtures__/letter-stream.js";
import { startTestServer } from "@zoetrope/test-server";
import { body, localStream, whole, wireStream } from "./__fixtures__/wire-stream.js";
import { streamTimeouts } from "./stream-timeouts.js";

test("response() beside a body that nobody has read to its end does not empty it behind its reader's back", async () => {
  const stream = localStream([{ text: "Hel" }, { text: "lo" }, { finish: "stop" }, "[DONE]"]);
  const page = stream.toResponse();
  await expect(stream.response()).rejects.toThrow(StreamConsumedError);
  expect(await page.text()).toBe("Hello");
});

test("the same, in the middle of an sse body", async () => {
  const stream = localStream([{ text: "Hel" }, { text: "lo" }, { finish: "stop" }, "[DONE]"]);
  const reader = stream.toReadableStream({ format: "sse" }).getReader();
  const decoder = new TextDecoder();
  let text = decoder.decode((await reader.read()).value);
  await expect(stream.response()).rejects.toThrow(StreamConsumedError);
  for (let r = await reader.read(); !r.done; r = await reader.read()) text += decoder.decode(r.value);
  expect(text).toContain('"lo"');
  expect(text).toContain("event: done");
});

test("an emoji that is cut between two chunks is whole in the bytes", async () => {
  const events = [{ text: "a\ud83d" }, { text: "\ude00b" }, { finish: "stop" }, "[DONE]"];
  const answer = await localStream(events).response();
  expect(answer.content).toBe("a😀b");
  expect(await localStream(events).toResponse().text()).toBe("a😀b");
});

test("an observer that was not told the start is not told the end", async () => {
  const told: string[] = [];
  const { stream, next } = startLetters({
    observers: [
      { onEvent: (e) => void (e.type === "start" && stream.cancel()) },
      { onEvent: (e) => void told.push(e.type) },
    ],
  });
  await next();
  expect(told).toEqual([]);
});

describe("clock", () => {
  test("a source is not read twice at once after a late first chunk that is tried again", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      const second = new LetterAdapter(new HandSource("req_2"));
      const { source, next } = startLetters({
        timeouts: streamTimeouts({ firstChunk: 100 }),
        recover: ({ attempt }) => (attempt === 1 ? { adapter: second, delay: 0 } : null),
      });
      const first = next();
      await settled();
      // A process that was busy for 150 ms, in which a comment came: the timer had no turn yet.
      setTimeout(() => source.give(" "), 99);
      const real = performance.now.bind(performance);
      const spy = vi.spyOn(performance, "now").mockImplementation(() => real() + 60);
      await vi.advanceTimersByTimeAsync(99);
      spy.mockRestore();
      await settled();
      expect(second.opened).toBe(1);
      expect(second.source.reads).toBe(1);
      second.source.give("a.");
      await first;
    } finally {
      vi.useRealTimers();
    }
  });

  test("the same with real time: keepAlive is over when a comment comes", async () => {
    const second = new LetterAdapter(new HandSource("req_2"));
    const { source, next } = startLetters({
      timeouts: streamTimeouts({ idle: 30, keepAlive: 60 }),
      recover: ({ attempt }) => (attempt === 1 ? { adapter: second, delay: 0 } : null),
    });
    const first = next();
    await settled();
    source.give(" ");
    const until = performance.now() + 80;
    while (performance.now() < until);
    source.give(" ");
    await settled();
    expect(second.opened).toBe(1);
    expect(second.source.reads).toBe(1);
    second.source.give("a.");
    await first;
  });

  test("no delay is waited once total is over", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      const { source, next } = startLetters({
        timeouts: streamTimeouts({ total: 100 }),
        recover: () => ({ adapter: new LetterAdapter(), delay: 10_000 }),
      });
      const first = next();
      await settled();
      source.give("a!");
      await first;
      await vi.advanceTimersByTimeAsync(200);
      let ended: unknown = null;
      next().catch((error: unknown) => (ended = error));
      await vi.advanceTimersByTimeAsync(1000);
      await settled();
      expect(ended).toMatchObject({ limit: "total" });
    } finally {
      vi.useRealTimers();
    }
  });

  test("the error names the limit that helps", async () => {
    const { source, next } = startLetters({ timeouts: streamTimeouts({ idle: 30, keepAlive: 60 }) });
    const first = next().catch((e: unknown) => String(e));
    const beat = setInterval(() => source.give(" "), 10);
    const said = await first;
    clearInterval(beat);
    expect(said).toContain("timeouts.keepAlive");
  });
});

test("a call of toResponse() that throws does not take the pass", async () => {
  const stream = localStream([{ text: "a" }, { finish: "stop" }, "[DONE]"]);
  expect(() => stream.toResponse({ status: 204 })).toThrow();
  expect(await stream.toResponse().text()).toBe("a");
});

test("nor does one with a format that there is not", async () => {
  const stream = localStream([{ text: "a" }, { finish: "stop" }, "[DONE]"]);
  expect(() => stream.toResponse({ format: "xml" as "text" })).toThrow();
  expect(await stream.toResponse().text()).toBe("a");
});

test("a response that cannot be built does not leave the caller waiting", async () => {
  class Bad extends LetterStream {
    protected override buildResponse(): never {
      throw new Error("cannot build");
    }
  }
  const adapter = new LetterAdapter();
  const stream = new Bad({ adapter, createTool: ({ name }) => name, recover: () => null });
  const iterator = stream[Symbol.asyncIterator]();
  const reading = readLetters(iterator);
  await settled();
  adapter.source.give("a!");
  const late = new Promise((resolve) => setTimeout(resolve, 200, "hangs"));
  expect(await Promise.race([reading, late])).not.toBe("hangs");
  expect(adapter.source.closed).toBe(1);
});

test("a web handler that keeps the answer with response() beside the body does not send an empty page", async () => {
  await using server = await startTestServer();
  server.reply({ body: body(...whole) });
  const stream = wireStream(server);
  const page = stream.toResponse({ format: "sse" });
  await expect(stream.response()).rejects.toThrow(StreamConsumedError);
  expect(await page.text()).toContain('"Hel"');
});
