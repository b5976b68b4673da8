import { getEventListeners } from "node:events";
import { expect, test, vi } from "vitest";
import { pause } from "./pause.js";

test("waits, and leaves no listener; rejects with the signal's reason, and leaves no timer", async () => {
  vi.useFakeTimers();
  try {
    const controller = new AbortController();
    const { signal } = controller;
    const waited = pause(100, signal);
    await vi.advanceTimersByTimeAsync(100);
    expect(await waited).toBe(undefined);
    expect(getEventListeners(signal, "abort")).toEqual([]);
    const left = pause(100, signal);
    controller.abort("stop");
    await expect(left).rejects.toBe("stop");
    await expect(pause(100, signal)).rejects.toBe("stop");
    expect([vi.getTimerCount(), getEventListeners(signal, "abort")]).toEqual([0, []]);
  } finally {
    vi.useRealTimers();
  }
});
