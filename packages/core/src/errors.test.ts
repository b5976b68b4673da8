import { describe, expect, expectTypeOf, test, vi } from "vitest";
import * as errors from "./errors.js";
import {
  ProviderStreamError,
  StreamError,
  StreamLimitError,
  StreamTruncatedError,
  ToolArgumentsError,
  ZoetropeError,
} from "./errors.js";

/** The names that api.md promises; the abstract StreamError is seen in those below it. */
const documented = [
  "PromptFieldError",
  "PromptClassError",
  "TemplateSyntaxError",
  "MissingFieldError",
  "UndecoratedPromptError",
  "MissingModelError",
  "CallOptionsError",
  "StreamTruncatedError",
  "StreamAbortedError",
  "StreamTimeoutError",
  "StreamTransportError",
  "ProviderStreamError",
  "MalformedChunkError",
  "StreamLimitError",
  "BudgetExceededError",
  "StreamConsumedError",
  "StreamNotConsumedError",
  "ToolArgumentsError",
  "UnknownToolError",
  "ToolCallError",
  "RefusalError",
  "OutputTruncatedError",
  "ContentFilterError",
  "ResponseValidationError",
];
const streamErrors = new Set([
  "StreamTruncatedError",
  "StreamAbortedError",
  "StreamTimeoutError",
  "StreamTransportError",
  "ProviderStreamError",
  "MalformedChunkError",
  "StreamLimitError",
  "BudgetExceededError",
]);

/** A second copy of the module, as two versions in one tree of packages have it. */
async function otherCopy(): Promise<typeof errors> {
  vi.resetModules();
  return import("./errors.js");
}

function make(from: typeof errors, name: string): ZoetropeError {
  const ErrorClass: unknown = Reflect.get(from, name);
  if (typeof ErrorClass !== "function") throw new Error(`There is no ${name}.`);
  const made: unknown = Reflect.construct(ErrorClass, ["what was wrong", "detail"]);
  if (!from.ZoetropeError.isInstance(made)) throw new Error(`${name} is no ZoetropeError.`);
  return made;
}

test.each(documented)("%s has its own name, is a ZoetropeError and an Error, and keeps its cause", (name) => {
  const error = make(errors, name);
  expect(error).toBeInstanceOf(ZoetropeError);
  expect(error).toBeInstanceOf(Error);
  expect([error.name, String(error), error.message]).toEqual([name, `${name}: what was wrong`, "what was wrong"]);
  expect(error instanceof StreamError).toBe(streamErrors.has(name));
  expect(new ToolArgumentsError("x", { cause: 7 }).cause).toBe(7);
});

test("the classes are those that are documented", () => {
  expect(Object.keys(errors).toSorted()).toEqual([...documented, "StreamError", "ZoetropeError"].toSorted());
});

describe("isInstance", () => {
  test.each(documented)("M7: %s of another copy of the package is recognised, where instanceof fails", async (name) => {
    const other = await otherCopy();
    const foreign = make(other, name);
    expect(foreign instanceof ZoetropeError).toBe(false);
    expect(ZoetropeError.isInstance(foreign)).toBe(true);
    expect(StreamError.isInstance(foreign)).toBe(streamErrors.has(name));
    for (const each of documented) expect(isInstance(each, foreign)).toBe(each === name);
  });

  function isInstance(name: string, value: unknown): unknown {
    const ErrorClass: unknown = Reflect.get(errors, name);
    if (ErrorClass !== ZoetropeError && !(typeof ErrorClass === "function" && "isInstance" in ErrorClass))
      throw new Error(name);
    return ZoetropeError.isInstance.call(ErrorClass as typeof ZoetropeError, value);
  }

  test("narrows", () => {
    const value: unknown = new StreamLimitError("too much", "choices");
    expect(StreamLimitError.isInstance(value) && value.limit).toBe("choices");
    if (StreamLimitError.isInstance(value)) expectTypeOf(value).toEqualTypeOf<StreamLimitError>();
    if (StreamError.isInstance(value)) expectTypeOf(value).toEqualTypeOf<StreamError>();
  });

  test("says no to everything else, and throws on nothing", () => {
    const lookalikes = [
      { name: "StreamTruncatedError" },
      { [Symbol.for("zoetrope.error")]: 7 },
      { [Symbol.for("zoetrope.error")]: null },
    ];
    for (const value of [undefined, null, 0, "", "StreamError", new Error("x"), {}, [], () => {}, ...lookalikes]) {
      expect([ZoetropeError.isInstance(value), StreamTruncatedError.isInstance(value)]).toEqual([false, false]);
    }
  });

  test("a user's own subclass is an instance of what it extends, and has its name", () => {
    class QuotaError extends ProviderStreamError {
      static override readonly errorName = "QuotaError";
    }
    const error = new QuotaError("used up", { code: "quota" });
    expect([
      error.name,
      QuotaError.isInstance(error),
      ProviderStreamError.isInstance(error),
      StreamTruncatedError.isInstance(error),
    ]).toEqual(["QuotaError", true, true, false]);
    expect(QuotaError.isInstance(new ProviderStreamError("x", null))).toBe(false);
  });
});

test("what a stream attaches is readable, fixed, and not among the keys that loggers walk", () => {
  const partial = { content: "a secret", usage: null, finishReasons: [], toJSON: () => null };
  const error = new StreamTruncatedError("cut").attach({ partial, provider: "openai", requestId: "req_1" });
  expect([error.partial, error.provider, error.requestId]).toEqual([partial, "openai", "req_1"]);
  expect(JSON.stringify(error)).toBe("{}");
  expect(Object.keys(error)).toEqual([]);
  expect(() => Object.assign(error, { provider: "other" })).toThrow(TypeError);
});
