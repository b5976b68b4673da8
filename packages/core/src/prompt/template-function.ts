import { andThen, isPromiseLike } from "../call/maybe-promise.js";
import { isPromptSource, promptResult, promptSource, type PromptSource } from "../call/prompt-source.js";
import { CallOptionsError } from "../errors.js";
import type { ParsedTemplate } from "../template/parsed-template.js";
import { templateMetadata } from "../template/template-metadata.js";
import { renderPrompt, type PromptParts } from "./render-prompt.js";

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/**
 * A prompt function whose template is filled from the first argument of `fn` and the `computedFields` that it returns. `fn`
 * runs at the call, once; the template is rendered when the prompt is asked for.
 */
export function templateFunction(template: ParsedTemplate, fn: Callable): Callable {
  function fill(this: unknown, ...args: unknown[]): PromptSource {
    const returned = fn.apply(this, args);
    if (isPromiseLike(returned)) returned.then(undefined, () => undefined);
    const parts = partsOf(template, fn.name, this, args[0]);
    return {
      [promptSource]: () => andThen(returned, (computed) => renderPrompt(parts, opened(computed, parts.label))),
    };
  }
  Object.defineProperty(fill, "name", { value: fn.name });
  templateMetadata.set(fill, template);
  return fill;
}

function partsOf(template: ParsedTemplate, name: string, self: unknown, argument: unknown): PromptParts {
  return {
    label: name || "The function",
    template,
    fields: typeof argument === "object" && argument !== null ? argument : {},
    self: typeof self === "object" || typeof self === "function" ? self : null,
    classParams: [],
    metadata: {},
  };
}

function opened(computed: unknown, label: string): unknown {
  if (!isPromptSource(computed)) return computed;
  // `prompt({ computedFields })` in a method: what it was made from fills the template.
  if (promptResult in computed) return computed[promptResult];
  throw new CallOptionsError(
    `${label} returned a prompt object beside its template. It may return a dynamic config, { computedFields, messages, … }, or nothing.`,
  );
}
