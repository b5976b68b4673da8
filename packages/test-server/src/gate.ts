import type { Action } from "./script.js";

/** A point in a script at which the server waits for the test. */
export interface Gate {
  /** The step to put into the script. After `release` it no longer waits. */
  readonly hold: Action;
  /** Resolves when a script has come to the gate: all that stands before it was sent. */
  readonly reached: Promise<void>;
  release(): void;
}

/** Makes a gate, closed at first. */
export function createGate(): Gate {
  let arrive = (): void => {};
  let release = (): void => {};
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  return {
    hold: () => {
      arrive();
      return released;
    },
    reached,
    release: () => release(),
  };
}
