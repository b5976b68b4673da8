import { CallOptionsError } from "../errors.js";
import type { PromptClassDecorator } from "./call-params.js";
import { classMetadata } from "./class-metadata.js";
import { dropUndefined } from "./drop-undefined.js";
import { decoratedPromptClass } from "./prompt-class.js";

/**
 * Puts data of your own on a prompt class: it is kept beside each answer, and never sent. Subclasses inherit it and may say
 * more; where two say the same, the lower one counts.
 *
 * ```ts
 * @metadata({ tags: ["kitchen"], version: 2 })
 * class Recipe extends OpenAIPrompt {}
 * ```
 */
export function metadata(data: Readonly<Record<string, unknown>>): PromptClassDecorator {
  if (typeof data !== "object" || data === null) {
    throw new CallOptionsError('metadata takes an object, as in metadata({ tags: ["…"] }).');
  }
  const own = dropUndefined(data);
  return (...args) => {
    const target = decoratedPromptClass(args, "metadata");
    classMetadata.set(target, { ...classMetadata.get(target), ...own });
  };
}
