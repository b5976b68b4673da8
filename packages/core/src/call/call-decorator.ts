import { CallOptionsError } from "../errors.js";

/** One call of a decorated function. */
export interface Invocation<Result> {
  /** The function's name, for errors. */
  readonly name: string;
  readonly fnArgs: readonly unknown[];
  /** What the function returned. A promise is marked handled: whoever awaits it first gets its rejection, and nobody else needs to. */
  readonly result: Result | PromiseLike<Result>;
}

/** Turns a function that makes a prompt into one that makes a call of it. */
export interface CallDecorator<PromptResult, Result> {
  <This, Args extends unknown[], Returned extends PromptResult>(
    fn: (this: This, ...args: Args) => Returned | PromiseLike<Returned>,
  ): (this: This, ...args: Args) => Result;
}

/** The decorator of a provider's calls: `run` makes the call. */
export function createCallDecorator<PromptResult, Result>(
  run: (invocation: Invocation<PromptResult>) => Result,
): CallDecorator<PromptResult, Result> {
  return function decorate<This, Args extends unknown[], Returned extends PromptResult>(
    fn: (this: This, ...args: Args) => Returned | PromiseLike<Returned>,
    ...context: unknown[]
  ): (this: This, ...args: Args) => Result {
    assertFunction(fn, context);
    const name = fn.name || "The decorated function";
    function call(this: This, ...args: Args): Result {
      const result = fn.apply(this, args);
      if (isPromiseLike(result)) result.then(undefined, () => undefined);
      return run({ name, fnArgs: args, result });
    }
    Object.defineProperty(call, "name", { value: fn.name });
    return call;
  };
}

/** Decorators run where the types were not asked, too: in JavaScript, and in code with a cast. */
function assertFunction(target: unknown, context: readonly unknown[]): void {
  const [second] = context;
  const kind = typeof second === "object" && second !== null && "kind" in second ? String(second.kind) : null;
  const what =
    kind !== null
      ? `a ${kind}`
      : context.length > 0
        ? `the member ${String(second)}`
        : isClass(target)
          ? `the class ${target.name}`
          : typeof target === "function"
            ? null
            : `${target === null ? "null" : typeof target}`;
  if (what === null) return;
  throw new CallOptionsError(
    `A call decorator was put on ${what}. It goes on a function that returns a prompt: call(model, options)((topic) => \`…\`).`,
  );
}

/** The language makes `prototype` of a class read-only, and of no function. */
function isClass(target: unknown): target is { readonly name: string } {
  return typeof target === "function" && Object.getOwnPropertyDescriptor(target, "prototype")?.writable === false;
}

function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
