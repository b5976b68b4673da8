import { CallOptionsError } from "../errors.js";
import type { PromptClass } from "./base-prompt.js";
import { callParamsMetadata } from "./class-metadata.js";
import { dropUndefined } from "./drop-undefined.js";
import { decoratedPromptClass } from "./prompt-class.js";

/** A decorator for prompt classes, of either kind, that can be called plainly as well: `decorate(Recipe)`. */
export type PromptClassDecorator = <Class extends PromptClass>(
  target: Class,
  context?: ClassDecoratorContext<Class>,
) => void;

/**
 * Makes a provider's `callParams`, which puts call params on a prompt class. Subclasses inherit them and may say more;
 * where two say the same, the lower one counts. Undefined is dropped, null is kept.
 *
 * @typeParam Params The provider's own.
 * @param provider Its name: a call of another provider takes the neutral params only.
 */
export function createCallParams<Params extends object>(provider: string): (params: Params) => PromptClassDecorator {
  return function callParams(params) {
    if (typeof params !== "object" || params === null) {
      throw new CallOptionsError('callParams takes an object, as in callParams({ model: "…" }).');
    }
    const own = { provider, params: dropUndefined(params) };
    return (...args) => {
      const target = decoratedPromptClass(args, "callParams");
      callParamsMetadata.set(target, [...(callParamsMetadata.get(target) ?? []), own]);
    };
  };
}
