import { describe, expect, test } from "vitest";
import { ProviderStreamError, type StreamError } from "../errors.js";
import type { Frame } from "./frame-source.js";
import { IterableSource } from "./iterable-source.js";

/** A source over an iterator written by hand: what JavaScript makes of it need not be what the type says. */
function sourceOf(iterator: object, explain: (cause: unknown) => StreamError | null = () => null) {
  return new IterableSource({ [Symbol.asyncIterator]: () => iterator as AsyncIterator<unknown> }, { explain });
}

function readOnce(source: IterableSource): Promise<[event: string, detail: unknown]> {
  return new Promise((resolve) => {
    const frames: Frame[] = [];
    source.read({
      frames,
      onRead: () => resolve(["read", frames]),
      onEnd: () => resolve(["end", frames]),
      onBreak: (cause) => resolve(["break", cause]),
    });
  });
}

test("every value is a frame, the end of the iteration is the body's, and what it throws breaks the body", async () => {
  const broken = new Error("reset");
  async function* values() {
    yield { n: 1 };
    yield "2";
    throw broken;
  }
  const source = sourceOf(values());
  expect(await readOnce(source)).toEqual(["read", [{ data: { n: 1 } }]]);
  expect(await readOnce(source)).toEqual(["read", [{ data: "2" }]]);
  expect(await readOnce(source)).toEqual(["break", broken]);
  expect(await readOnce(source)).toEqual(["end", []]);
});

test("a throw that is the provider's error is a fault, whose turn comes after the frames before it", async () => {
  const cause = new Error("overloaded");
  const fault = new ProviderStreamError("overloaded", "overloaded");
  const source = sourceOf({ next: () => Promise.reject(cause) }, (thrown) => (thrown === cause ? fault : null));
  expect(await readOnce(source)).toEqual(["read", [{ data: null, fault }]]);
});

test("a next() that gives its result without a promise is read like any other", async () => {
  const results = [{ done: false, value: 1 }, { done: true }];
  const source = sourceOf({ next: () => results.shift() });
  expect(await readOnce(source)).toEqual(["read", [{ data: 1 }]]);
  expect(await readOnce(source)).toEqual(["end", []]);
});

test.each([null, undefined, 7])("a next() that gives %s breaks the body", async (result) => {
  const source = sourceOf({ next: async () => result });
  expect(await readOnce(source)).toEqual(["break", expect.any(TypeError)]);
});

test("the request's id is what the client told; of the head there is nothing to add", () => {
  const iterable = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
  const told = new IterableSource(iterable, { requestId: "req_1", explain: () => null });
  const untold = new IterableSource(iterable, { explain: () => null });
  expect([told.requestId, untold.requestId, told.hint]).toEqual(["req_1", null, ""]);
});

describe("close()", () => {
  test("returns the iterator, once", () => {
    let returned = 0;
    sourceOf({ next: () => new Promise(() => {}), return: async () => void returned++ }).close();
    expect(returned).toBe(1);
  });

  const next = () => new Promise<never>(() => {});
  const fails = (): never => {
    throw new Error("mine");
  };

  test.each<[string, object]>([
    ["throws", { next, return: fails }],
    ["gives no promise", { next, return: () => ({ done: true, value: undefined }) }],
    ["rejects", { next, return: () => Promise.reject(new Error("mine")) }],
    ["is not there", { next }],
  ])("of an iterator whose return() %s throws nothing, now or later", async (_, iterator) => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", onUnhandled);
    try {
      const source = sourceOf(iterator);
      void readOnce(source);
      expect(() => source.close()).not.toThrow();
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", onUnhandled);
    }
  });
});
