import type { Budget } from "../cost/budget.js";
import type { Middleware } from "../stream/middleware.js";

/** What surrounds a call without standing in its options. */
export interface CallContext {
  /** From `withContext`, the outermost first: holds for all calls made inside, however deep. */
  readonly settings: readonly CallSettings[];
  /** From `override`: holds for the call itself, and for none that its prompt makes. */
  readonly overrides: readonly CallSettings[];
  /** From `withMiddleware`, the outermost first; likewise. */
  readonly middleware: readonly Middleware[];
  /** Ends the call, from one that it is the fallback of; likewise. */
  readonly signal: AbortSignal | null;
  /** From `runTools`, and from a call that it is the fallback of: all of them hold; likewise. */
  readonly budgets: readonly Budget[];
}

/** What may be said of a call from outside. */
export interface CallSettings {
  /** With its provider: `"anthropic:claude-…"`. Without one, the call's own provider stays. */
  readonly model?: string;
  /** Over those of the call. */
  readonly callParams?: object;
}

const nothing: CallContext = { settings: [], overrides: [], middleware: [], signal: null, budgets: [] };

/** The part of `AsyncLocalStorage` that is used here. */
interface Storage {
  run<T>(context: CallContext, run: () => T): T;
  getStore(): CallContext | undefined;
}

const storage = asyncStorage() ?? synchronousStorage();

/** The context that is in force here. */
export function currentContext(): CallContext {
  return storage.getStore() ?? nothing;
}

/** Runs with this much changed. With `AsyncLocalStorage` that holds beyond each `await` inside; without it, up to the first. */
export function runInContext<T>(change: Partial<CallContext>, run: () => T): T {
  return storage.run({ ...currentContext(), ...change }, run);
}

/** Runs the user's own code around a call, such as its prompt: what was said of the call alone is not said of calls that it makes. */
export function runPrompt<T>(run: () => T): T {
  const { overrides, middleware, signal, budgets } = currentContext();
  if (overrides.length + middleware.length + budgets.length === 0 && signal === null) return run();
  return runInContext({ overrides: [], middleware: [], signal: null, budgets: [] }, run);
}

/** Found without an import: browsers have no such module, and bundlers for them would stop at it. */
function asyncStorage(): Storage | null {
  const hooks: { AsyncLocalStorage?: new () => Storage } | undefined =
    typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:async_hooks");
  const found = hooks?.AsyncLocalStorage ?? Reflect.get(globalThis, "AsyncLocalStorage");
  return typeof found === "function" ? new found() : null;
}

/** Where there is none (a browser): what a function does before its first `await`. */
function synchronousStorage(): Storage {
  let current: CallContext | undefined;
  return {
    getStore: () => current,
    run(context, run) {
      const before = current;
      current = context;
      try {
        return run();
      } finally {
        current = before;
      }
    },
  };
}
