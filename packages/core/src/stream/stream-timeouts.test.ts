import { expect, test } from "vitest";
import { CallOptionsError } from "../errors.js";
import { streamTimeouts } from "./stream-timeouts.js";

test("no limit by default, and keepAlive as long as idle", () => {
  const none = { open: null, firstChunk: null, idle: null, total: null, keepAlive: null };
  expect(streamTimeouts()).toEqual(none);
  // As a program without types may have it.
  expect(streamTimeouts({ idle: undefined } as object)).toEqual(none);
  expect(streamTimeouts({ open: 1, idle: 2.5 })).toEqual({ ...none, open: 1, idle: 2.5, keepAlive: 2.5 });
  expect(streamTimeouts({ idle: 2, keepAlive: null })).toEqual({ ...none, idle: 2 });
  expect(streamTimeouts({ idle: 2, keepAlive: 3, total: 2 ** 31 - 1 })).toMatchObject({
    keepAlive: 3,
    total: 2147483647,
  });
});

test.each([
  ["a name that is none", { idel: 5 }, /timeouts\.idel is no time limit\. There are: open, firstChunk, idle, total/],
  ["a number below 0", { idle: -1 }, /timeouts\.idle is -1/],
  ["0", { open: 0 }, /timeouts\.open is 0/],
  ["no number", { total: Number.NaN }, /timeouts\.total is NaN/],
  ["no end", { firstChunk: Infinity }, /timeouts\.firstChunk is Infinity, .* or null for no limit/],
  ["more than a timer can count", { total: 2 ** 31 }, /timeouts\.total is 2147483648, .* at most 2147483647/],
  ["text", { idle: "5" }, /timeouts\.idle is 5/],
  ["keepAlive alone", { keepAlive: 5 }, /timeouts\.keepAlive is 5, .* not given/],
  ["keepAlive below idle", { idle: 10, keepAlive: 5 }, /timeouts\.keepAlive is 5, .* which is 10/],
])("refuses %s", (_, given, message) => {
  const check = () => streamTimeouts(given as never);
  expect(check).toThrow(CallOptionsError);
  expect(check).toThrow(message);
});
