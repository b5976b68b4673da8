import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { orAborted } from "./or-aborted.js";

const never = new Promise<never>(() => {});

test("work that listens to no signal is left at the abort, with the signal's reason", async () => {
  const controller = new AbortController();
  const waiting = orAborted(never, controller.signal);
  controller.abort("enough");
  await expect(waiting).rejects.toBe("enough");
});

test("a signal that is aborted already wins over work that is never done", async () => {
  await expect(orAborted(never, AbortSignal.abort("too late"))).rejects.toBe("too late");
});

test("what the work comes to passes through, and no listener stays", async () => {
  const { signal } = new AbortController();
  const failure = new Error("refused");
  expect(await orAborted(Promise.resolve(7), signal)).toBe(7);
  await expect(orAborted(Promise.reject(failure), signal)).rejects.toBe(failure);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("work that fails after the abort is nobody's unhandled rejection", async () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", onUnhandled);
  try {
    let fail = (_: Error): void => {};
    const work = new Promise<never>((_, reject) => (fail = reject));
    const controller = new AbortController();
    const waiting = orAborted(work, controller.signal);
    controller.abort("enough");
    await expect(waiting).rejects.toBe("enough");
    fail(new Error("late"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  } finally {
    process.off("unhandledRejection", onUnhandled);
  }
});
