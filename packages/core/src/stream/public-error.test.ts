import { expect, test } from "vitest";
import {
  StreamAbortedError,
  StreamLimitError,
  StreamTimeoutError,
  StreamTransportError,
  StreamTruncatedError,
  ToolArgumentsError,
  UnknownToolError,
} from "../errors.js";
import { publicError } from "./public-error.js";

const secret = "sk-secret";

test.each<[Error, string, string]>([
  [new StreamTruncatedError(secret), "StreamTruncatedError", "The answer was cut off before its end."],
  [new StreamAbortedError(secret), "StreamAbortedError", "The answer was stopped before its end."],
  [new StreamTimeoutError(secret, "idle"), "StreamTimeoutError", "The answer took too long."],
  [new StreamLimitError(secret, "depth"), "StreamLimitError", "The answer grew too large."],
  [new ToolArgumentsError(secret), "ToolArgumentsError", "The arguments of the tool call do not fit the tool."],
  [new UnknownToolError(secret), "UnknownToolError", "The model called a tool that it was not given."],
  [new StreamTransportError(secret), "StreamTransportError", "The answer could not be finished."],
  [Object.assign(new Error(secret), { name: secret }), "Error", "The answer could not be finished."],
])("%o is told in a sentence of our own", (error, name, message) => {
  expect(publicError(error)).toEqual({ name, message });
});
