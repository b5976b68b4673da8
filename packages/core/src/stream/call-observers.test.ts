import { describe, expect, test } from "vitest";
import {
  HandSource,
  LetterAdapter,
  readLetters,
  settled,
  startLetters,
  type LetterSettings,
} from "./__fixtures__/letter-stream.js";
import { CallObservers, endEvent } from "./call-observers.js";
import type { CallEvent, Middleware } from "./middleware.js";

interface Recorder extends Middleware {
  readonly events: CallEvent[];
  /** What was told, in short. */
  readonly told: string[];
}

/** An observer that keeps what it is told, and then does what the test wants. */
function recorder(then: (event: CallEvent) => unknown = () => {}): Recorder {
  const events: CallEvent[] = [];
  const told: string[] = [];
  return {
    events,
    told,
    onEvent(event) {
      events.push(event);
      told.push(inShort(event));
      return then(event) as void;
    },
  };
}

function inShort(event: CallEvent): string {
  if (event.type === "chunk") return `chunk ${String(event.chunk)}`;
  if (event.type === "tool") return `tool ${String(event.tool)}`;
  if (event.type === "retry") return `retry ${event.failed.attempt}`;
  if (event.type === "end") return `end ${event.ending.status}`;
  return event.type === "error" ? `error ${String(event.error)}` : event.type;
}

const throwing = (type: CallEvent["type"], error: unknown) =>
  recorder((event) => {
    if (event.type === type) throw error;
  });

/** A stream that is read by a loop until its end. */
function observed(observers: readonly Recorder[], settings: LetterSettings = {}) {
  const started = startLetters({ observers, ...settings });
  return { ...started, reading: readLetters(started.iterator) };
}

const mine = new Error("mine");

describe("what is told", () => {
  test("start, each chunk, each tool as it is whole, and the end with the response, once", async () => {
    const observer = recorder();
    const { source, reading, stream } = observed([observer]);
    await settled();
    source.give("aXY.");
    await settled();
    source.end();
    await reading;
    expect(observer.told).toEqual([
      "start",
      "chunk a",
      "chunk X",
      "chunk Y",
      "tool X",
      "chunk .",
      "tool Y",
      "end complete",
    ]);
    expect(observer.events[0]).toMatchObject({ provider: "letters" });
    expect(observer.events.at(-1)).toMatchObject({ response: { content: "a" }, ending: { status: "complete" } });
    const { startedAt, endedAt } = stream.timing;
    const times = observer.events.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect([times[0]! >= startedAt!, times.at(-1)! >= endedAt!]).toEqual([true, true]);
    expect(new Set(observer.events.map(({ callId }) => callId)).size).toBe(1);
    stream.cancel();
    expect(observer.told.length).toBe(8);
  });

  test("a chunk before it is handed out, and only once for all who wait", async () => {
    const observer = recorder();
    const { source, next } = startLetters({ observers: [observer] });
    const first = next().then(() => observer.told.push("handed out"));
    await settled();
    source.give("ab");
    await first;
    expect(observer.told).toEqual(["start", "chunk a", "handed out"]);
  });

  test("a tool once, whatever follows it", async () => {
    const observer = recorder();
    const { source, reading } = observed([observer]);
    await settled();
    source.give("XYbc.$");
    await reading;
    expect(observer.told.filter((event) => event.startsWith("tool"))).toEqual(["tool X", "tool Y"]);
  });

  test("calls are told apart", async () => {
    const observer = recorder();
    for (let i = 0; i < 2; i++) {
      const { stream } = startLetters({ observers: [observer] });
      await stream.open();
      stream.cancel();
    }
    const [a, b, c, d] = observer.events.map(({ callId }) => callId);
    expect([a === b, c === d, a === c]).toEqual([true, true, false]);
  });

  test("nothing of a stream that was never sent", async () => {
    const observer = recorder();
    const left = startLetters({ observers: [observer] });
    left.stream.cancel();
    expect([(await left.next()).done, left.stream.timing.startedAt]).toEqual([true, null]);
    const aborted = startLetters({ observers: [observer], signal: AbortSignal.abort("stop") });
    await expect(aborted.next()).rejects.toBe("stop");
    expect(observer.told).toEqual([]);
  });

  test("another attempt, with the one that failed", async () => {
    const observer = recorder();
    const second = new LetterAdapter(new HandSource());
    const { source, reading } = observed([observer], { recover: () => ({ adapter: second, delay: 0 }) });
    await settled();
    source.give("a!");
    await settled();
    second.source.give("b.$");
    await reading;
    expect(observer.told).toEqual(["start", "chunk a", "retry 1", "chunk b", "chunk .", "end complete"]);
    expect(observer.events[2]).toMatchObject({ failed: { response: { content: "a" } }, delay: 0 });
  });
});

describe("S26: exactly one terminal event", () => {
  test.each<[string, string, (started: ReturnType<typeof observed>, controller: AbortController) => void]>([
    ["the end", "error StreamTruncatedError", ({ source }) => source.end()],
    ["a broken connection", "error StreamTransportError", ({ source }) => source.breakWith(new Error("reset"))],
    ["a malformed frame", "error MalformedChunkError", ({ source }) => source.give("!")],
    ["cancel()", "end aborted", ({ stream }) => stream.cancel()],
    ["return()", "end aborted", ({ iterator }) => void iterator.return?.()],
    ["throw()", "end aborted", ({ iterator }) => void iterator.throw?.(mine).catch(() => {})],
    ["the signal", "end aborted", (_, controller) => controller.abort("stop")],
  ])("by %s: %s", async (_, told, end) => {
    const controller = new AbortController();
    const observers = [recorder(), recorder()];
    const started = observed(observers, { signal: controller.signal });
    await settled();
    started.source.give("a");
    await settled();
    end(started, controller);
    await started.reading;
    await settled();
    started.stream.cancel("again");
    started.source.give("b");
    for (const observer of observers) {
      expect(observer.told.length).toBe(3);
      expect(observer.told[2]).toMatch(new RegExp(`^${told}`));
      expect(observer.events[2]).toMatchObject({ response: { content: "a" } });
    }
  });

  test("the error that the loop throws is the one that is told, and carries the partial by then", async () => {
    let partial: unknown;
    const observer = recorder((event) => {
      if (event.type === "error") partial = Object(event.error).partial;
    });
    const { source, reading } = observed([observer]);
    await settled();
    source.give("a!");
    const { error } = await reading;
    expect(observer.events.at(-1)).toMatchObject({ type: "error", error });
    expect(partial).toMatchObject({ content: "a" });
  });
});

test("S26: what is told after an end reaches nobody, whatever end it was", () => {
  const response = { content: "", usage: null, finishReasons: [], toJSON: () => null };
  for (const last of [
    endEvent({ status: "complete" }, () => response),
    endEvent({ status: "failed" }, () => response),
  ]) {
    const observer = recorder();
    const observers = new CallObservers([observer], () => {});
    observers.tell((stamp) => ({ type: "start", ...stamp, provider: "letters" }));
    observers.tell(last);
    observers.tell(last);
    expect(observer.told.length).toBe(2);
  }
});

describe("S22: an observer that throws", () => {
  test.each(["start", "chunk", "tool"] as const)("at %s: fails the loop, and all are told of it once", async (type) => {
    const observers = [recorder(), throwing(type, mine), recorder()];
    const { source, adapter, reading, stream } = observed(observers);
    await settled();
    source.give("aXY.$");
    const { error } = await reading;
    expect(error).toBe(mine);
    expect(stream.ending).toEqual({ status: "failed", cause: mine });
    expect([adapter.opened, source.closed]).toEqual(type === "start" ? [0, 0] : [1, 1]);
    const before = {
      start: ["start"],
      chunk: ["start", "chunk a"],
      tool: ["start", "chunk a", "chunk X", "chunk Y", "tool X"],
    };
    for (const { told } of observers) expect(told).toEqual([...before[type], "error Error: mine"]);
  });

  test("of several, the first is heard", async () => {
    const { source, reading } = observed([throwing("chunk", mine), throwing("chunk", new Error("later"))]);
    await settled();
    source.give("a");
    expect(await reading).toEqual({ text: "", error: mine });
  });

  test("at retry: no further attempt is sent", async () => {
    const second = new LetterAdapter(new HandSource());
    const { source, reading, stream } = observed([throwing("retry", mine)], {
      recover: () => ({ adapter: second, delay: 0 }),
    });
    await settled();
    source.give("!");
    expect(await reading).toEqual({ text: "", error: mine });
    await settled();
    expect([stream.ending?.status, second.opened]).toEqual(["failed", 0]);
  });

  test("is no reason for another attempt", async () => {
    let asked = 0;
    const { source, reading } = observed([throwing("chunk", mine)], {
      recover: () => {
        asked++;
        return null;
      },
    });
    await settled();
    source.give("a");
    expect([await reading, asked]).toEqual([{ text: "", error: mine }, 0]);
  });

  test("at the end of a whole answer: the loop throws it, and nobody is called twice", async () => {
    const observers = [recorder(), throwing("end", mine), recorder()];
    const { source, reading, stream } = observed(observers);
    await settled();
    source.give("a.$");
    expect(await reading).toEqual({ text: "a.", error: mine });
    expect(stream.ending).toEqual({ status: "failed", cause: mine });
    for (const { told } of observers) expect(told.slice(3)).toEqual(["end complete"]);
  });

  test("at the end of a whole answer that was read before: the next call throws it", async () => {
    const { source, next } = startLetters({ observers: [throwing("end", mine)] });
    const first = next();
    await settled();
    source.give("a.$");
    await first;
    await next();
    await expect(next()).rejects.toBe(mine);
    expect(await next()).toEqual({ done: true, value: undefined });
  });

  test("when the caller leaves: whoever left throws it, or the loop that waits", async () => {
    const quiet = startLetters({ observers: [throwing("end", mine)] });
    await quiet.stream.open();
    expect(() => quiet.stream.cancel()).toThrow(mine);
    const broken = startLetters({ observers: [throwing("end", mine)] });
    await broken.stream.open();
    await expect(broken.iterator.return?.()).rejects.toBe(mine);
    const waiting = observed([throwing("end", mine)]);
    await settled();
    waiting.stream.cancel();
    expect(await waiting.reading).toEqual({ text: "", error: mine });
    expect([waiting.source.closed, waiting.stream.ending?.status]).toEqual([1, "failed"]);
  });

  test("S26: never hides the error of the loop, the signal's reason or what the caller threw", async () => {
    const hiding = () =>
      recorder((event) => {
        if (event.type === "end" || event.type === "error") throw mine;
      });
    const failed = observed([hiding()]);
    await settled();
    failed.source.give("!");
    expect(await failed.reading).toMatchObject({ error: { name: "MalformedChunkError" } });
    const controller = new AbortController();
    const aborted = observed([hiding()], { signal: controller.signal });
    await settled();
    controller.abort("stop");
    expect(await aborted.reading).toEqual({ text: "", error: "stop" });
    expect(aborted.stream.ending).toEqual({ status: "aborted", cause: "stop" });
    const thrown = startLetters({ observers: [hiding()] });
    await thrown.stream.open();
    await expect(thrown.iterator.throw?.(new Error("yours"))).rejects.toThrow("yours");
  });

  test("asynchronously: ends a stream that is at work, and is nobody's later", async () => {
    const observer = recorder(async (event) => {
      if (event.type === "chunk" || event.type === "end") throw mine;
    });
    const running = observed([observer]);
    await settled();
    running.source.give("a");
    expect(await running.reading).toEqual({ text: "a", error: mine });
    expect(observer.told).toEqual(["start", "chunk a", "error Error: mine"]);
    const last = recorder(async (event) => {
      if (event.type === "end") throw mine;
    });
    const over = observed([last]);
    await settled();
    over.source.give(".$");
    expect(await over.reading).toEqual({ text: "." });
    await settled();
    expect(over.stream.ending).toEqual({ status: "complete" });
  });
});

describe("an observer that cancels the stream", () => {
  test.each(["start", "chunk", "tool"] as const)(
    "at %s: it ends there, and each that was told the start is told the end once",
    async (type) => {
      const first = recorder();
      const canceller = recorder((event) => {
        if (event.type === type) started.stream.cancel("enough");
      });
      const last = recorder();
      const started = startLetters({ observers: [first, canceller, last] });
      const reading = readLetters(started.iterator);
      await settled();
      started.source.give("aXY.$");
      const { text, error } = await reading;
      expect(error).toBe(undefined);
      expect(text).toBe({ start: "", chunk: "", tool: "aX" }[type]);
      expect(started.stream.ending).toEqual({ status: "aborted", cause: "enough" });
      expect(started.adapter.opened).toBe(type === "start" ? 0 : 1);
      // One that never heard of the call has no end of it to hear.
      const heard = type === "start" ? [first, canceller] : [first, canceller, last];
      expect(last.told.length).toBe(type === "start" ? 0 : first.told.length - 1);
      for (const { told } of heard) {
        expect(told.filter((event) => /^(?:end|error)/.test(event))).toEqual(["end aborted"]);
        expect(told.at(-1)).toBe("end aborted");
      }
    },
  );

  test("at a chunk that brings a tool: the tool is neither told nor handed out", async () => {
    const canceller = recorder((event) => {
      if (event.type === "chunk" && event.chunk === "Y") started.stream.cancel();
    });
    const started = startLetters({ observers: [canceller] });
    const reading = readLetters(started.iterator);
    await settled();
    started.source.give("XY.$");
    expect(await reading).toEqual({ text: "X" });
    expect(canceller.told).toEqual(["start", "chunk X", "chunk Y", "end aborted"]);
  });

  test("at the end: it is over", async () => {
    const canceller: Recorder = recorder((event) => {
      if (event.type === "end") started.stream.cancel("enough");
    });
    const started = observed([canceller]);
    await settled();
    started.source.give(".$");
    await started.reading;
    expect([started.stream.ending, canceller.told.at(-1)]).toEqual([{ status: "complete" }, "end complete"]);
  });
});
