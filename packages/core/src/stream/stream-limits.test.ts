import { expect, test } from "vitest";
import { CallOptionsError } from "../errors.js";
import { streamLimits } from "./stream-limits.js";

const defaults = { eventSize: 16_777_216, toolCalls: 1024, choices: 128, totalBytes: 268_435_456, depth: 512 };

test("what is not given has its default", () => {
  expect(streamLimits()).toEqual(defaults);
  expect(streamLimits({ choices: 1 })).toEqual({ ...defaults, choices: 1 });
});

test.each<[string, object, string]>([
  [
    "a name that is none",
    { size: 1 },
    "limits.size is no limit. There are: eventSize, toolCalls, choices, totalBytes, depth.",
  ],
  ["an inherited name", { toString: 1 }, "limits.toString is no limit."],
  ["0", { depth: 0 }, "limits.depth is 0, and must be a whole number of at least 1."],
  ["a part of a number", { depth: 1.5 }, "limits.depth is 1.5,"],
  ["a text", { depth: "5" }, "limits.depth is 5,"],
  ["nothing", { depth: undefined }, "limits.depth is undefined,"],
])("%s is refused", (_, given, words) => {
  expect(() => streamLimits(given)).toThrow(CallOptionsError);
  expect(() => streamLimits(given)).toThrow(words);
});
