import { describe, expect, test } from "vitest";
import { byteReader, type Body } from "./byte-reader.js";

/** A body written by hand: what JavaScript makes of it need not be what the type says. */
function handmade(iterator: object, extra: object = {}): Body {
  return Object.assign({ [Symbol.asyncIterator]: () => iterator as AsyncIterator<Uint8Array> }, extra);
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const fails = (): never => {
  throw new Error("mine");
};

/** Rejections that nobody handled while `run` ran, and a moment after. */
async function unhandledIn(run: () => void): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", onUnhandled);
  try {
    run();
    await settled();
    return unhandled;
  } finally {
    process.off("unhandledRejection", onUnhandled);
  }
}

describe("cancel() of a body that is written by hand", () => {
  const next = () => new Promise<never>(() => {});

  test.each<[string, Body]>([
    ["whose return() throws", handmade({ next, return: fails })],
    ["whose return() gives no promise", handmade({ next, return: () => ({ done: true, value: undefined }) })],
    ["whose return() rejects", handmade({ next, return: () => Promise.reject(new Error("mine")) })],
    ["that has no return()", handmade({ next })],
    ["whose destroy() throws", handmade({ next }, { destroy: fails })],
    ["whose destroy() rejects", handmade({ next }, { destroy: () => Promise.reject(new Error("mine")) })],
  ])("%s throws nothing, now or later", async (_, body) => {
    const reader = byteReader(body);
    void reader.read();
    expect(await unhandledIn(() => expect(() => reader.cancel()).not.toThrow())).toEqual([]);
  });

  test("calls destroy() rather than return(), which would wait for the pending next()", () => {
    const calls: string[] = [];
    const body = handmade({ next, return: () => calls.push("return") }, { destroy: () => calls.push("destroy") });
    byteReader(body).cancel();
    expect(calls).toEqual(["destroy"]);
  });
});

test("cancel() of a web stream that broke rejects nowhere", async () => {
  const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error("reset")) });
  const reader = byteReader(broken);
  await expect(reader.read()).rejects.toThrow("reset");
  expect(await unhandledIn(() => reader.cancel())).toEqual([]);
});
