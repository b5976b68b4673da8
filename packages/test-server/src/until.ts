import { setTimeout as sleep } from "node:timers/promises";

/** Resolves when the condition holds, looking every few milliseconds. Rejects after `ms` milliseconds with what `describe` says of it. */
export async function until(condition: () => boolean, ms: number, describe: () => string): Promise<void> {
  const deadline = performance.now() + ms;
  while (!condition()) {
    if (performance.now() >= deadline) throw new Error(`Waited ${ms} ms in vain ${describe()}`);
    await sleep(5);
  }
}
