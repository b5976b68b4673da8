import { currentContext, runInContext } from "../context/call-context.js";
import { checkSettings, type LlmSettings } from "./settings.js";

/** Carries the context into a function that is called later. */
export type BindContext = <Fn extends (...args: never[]) => unknown>(fn: Fn) => Fn;

/**
 * Runs a function, and has every `llmCall` in it use this model and these params, however deep it is made:
 *
 * ```ts
 * const answer = await withContext({ model: "anthropic:claude-sonnet-4-5" }, () => recommend("fantasy"));
 * ```
 *
 * Contexts nest: the inner one wins where both say something, and the outer one is back afterwards. Tasks that run at once do not see each
 * other's. A call takes what holds when it is made, a stream too, wherever it is read. Calls of one provider, `openaiCall` say, take no
 * notice.
 *
 * Where the runtime has no `AsyncLocalStorage` (a browser), the context holds up to the first `await` of `run`; `bind`, which `run` is
 * given, makes functions that have it behind one: `const ask = bind(recommend)`.
 *
 * Throws `CallOptionsError` for settings that make no sense.
 */
export function withContext<T>(settings: LlmSettings, run: (bind: BindContext) => T): T {
  const checked = checkSettings(settings, "withContext");
  const context = { ...currentContext(), settings: [...currentContext().settings, checked] };
  return runInContext(context, () => run(bind));

  function bind<Fn extends (...args: never[]) => unknown>(fn: Fn): Fn;
  function bind(fn: (...args: unknown[]) => unknown): typeof fn {
    return function bound(this: unknown, ...args) {
      return runInContext(context, () => fn.apply(this, args));
    };
  }
}
