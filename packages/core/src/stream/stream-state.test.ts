import { expect, test } from "vitest";
import { streamLimits } from "./stream-limits.js";
import { ChoiceState, StreamState } from "./stream-state.js";

class State extends StreamState {
  protected override newChoice() {
    return new ChoiceState(this.limits);
  }

  get answered() {
    return false;
  }
}

test("choice 0 is the main one, and each index has one of its own", () => {
  const state = new State(streamLimits());
  expect(state.choice(0)).toBe(state.main);
  expect(state.choice(1)).not.toBe(state.main);
  expect(state.choice(1)).toBe(state.choice(1));
});

test("the answer is finished when there is a choice, and each has its finish reason", () => {
  const state = new State(streamLimits());
  const seen = [state.isFinished];
  state.choice(1).finishReason = "length";
  seen.push(state.isFinished);
  state.choice(0);
  seen.push(state.isFinished);
  state.choice(0).finishReason = "stop";
  seen.push(state.isFinished);
  expect(seen).toEqual([false, true, false, true]);
  expect(state.finishReasons).toEqual(["stop", "length"]);
});

test("a choice without a finish reason has none in the list", () => {
  const state = new State(streamLimits());
  state.choice(2);
  state.choice(1).finishReason = "stop";
  expect(state.finishReasons).toEqual(["stop"]);
});

test("more choices than the limit are refused, those that are known are not", () => {
  const state = new State(streamLimits({ choices: 2 }));
  state.choice(0);
  state.choice(5);
  expect(() => state.choice(1)).toThrow(
    expect.objectContaining({
      name: "StreamLimitError",
      limit: "choices",
      message: "The answer holds more than 2 choices. Raise limits.choices if so many are expected.",
    }),
  );
  expect(state.choice(5)).toBe(state.choice(5));
  expect(state.choices.size).toBe(2);
});
