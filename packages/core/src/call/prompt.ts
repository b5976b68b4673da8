import { UndecoratedPromptError } from "../errors.js";
import type { ParsedTemplate } from "../template/parsed-template.js";
import { parseTaggedTemplate } from "../template/parse-template.js";
import { renderTemplate } from "../template/render-template.js";
import { promptResult, promptSource, type RenderedPrompt } from "./prompt-source.js";
import { resolvePrompt, type PromptResult } from "./resolve-prompt.js";

/** A tagged template's strings are one object for each place in the code, so each is parsed once. */
const parsed = new WeakMap<TemplateStringsArray, ParsedTemplate>();

/**
 * What a decorated method returns: text with roles, dedented, whose `${values}` are inserted and never parsed; or anything that a
 * decorated function may return.
 *
 * ```ts
 * @openaiCall("gpt-4o-mini", { stream: true })
 * recommend(genre: string): OpenAIStream { return prompt`Recommend a ${genre} book`; }
 * ```
 *
 * The call decorator on the method, and not the caller, receives what this makes, so its type is what the method declares. Without a
 * decorator, touching it throws `UndecoratedPromptError`.
 */
export function prompt<R>(strings: TemplateStringsArray, ...values: unknown[]): R;
export function prompt<R>(result: PromptResult<object>): R;
export function prompt(first: TemplateStringsArray | PromptResult<object>, ...values: unknown[]): unknown {
  // Its stack, read only if it must be, is how the error knows the method: nothing else does, where no decorator is.
  const here = new Error("prompt was called here");
  if (!isTagged(first)) return opaque(() => resolvePrompt(first, "prompt(…)"), first, here);
  let template = parsed.get(first);
  if (!template) parsed.set(first, (template = parseTaggedTemplate(first)));
  const messages = renderTemplate(template, values, { label: "prompt`…`" });
  return opaque(() => ({ messages, template: null, classParams: [], metadata: {}, config: {} }), messages, here);
}

function isTagged(value: unknown): value is TemplateStringsArray {
  return Array.isArray(value) && "raw" in value;
}

/** An object that only a call decorator can look into. */
function opaque(
  source: () => RenderedPrompt<object> | Promise<RenderedPrompt<object>>,
  result: unknown,
  here: Error,
): object {
  const refuse = (): never => {
    const method = callerIn(here.stack);
    throw new UndecoratedPromptError(
      `${method ?? "A method"} returned a prompt, and no call decorator stands on it to send that. Put one there, as in @openaiCall("gpt-4o-mini").`,
      { cause: here },
    );
  };
  return new Proxy(
    {},
    {
      get(_target, key) {
        if (key === promptSource) return source;
        if (key === promptResult) return result;
        // Asked for by every `await` and by the return of an async method, before anybody could do wrong.
        return key === "then" ? undefined : refuse();
      },
      has: (_target, key) => key === promptSource || key === promptResult || (key === "then" ? false : refuse()),
      set: refuse,
      ownKeys: refuse,
      deleteProperty: refuse,
      defineProperty: refuse,
    },
  );
}

/** The function that called `prompt`, by the second frame of V8's (`at Librarian.recommend (…)`) and of the other engines' stacks. */
function callerIn(stack: string | undefined): string | null {
  const frames = (stack ?? "").split("\n").filter((line) => /^\s+at |@/.test(line));
  return /^(?:\s+at (?:async |new )*)?([\p{ID_Continue}$.#]+)(?: |@|$)/u.exec(frames[1] ?? "")?.[1] ?? null;
}
