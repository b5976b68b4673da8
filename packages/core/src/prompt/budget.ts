import { checkBudget, type BudgetOption } from "../cost/budget.js";
import type { PromptClassDecorator } from "./call-params.js";
import { budgetMetadata } from "./class-metadata.js";
import { decoratedPromptClass } from "./prompt-class.js";

/**
 * Puts a budget on a prompt class: limits for each of its calls, or a `Budget` that they share. Subclasses inherit it. Of several (on the
 * class above, or in the options of a call) all hold.
 *
 * ```ts
 * @budget({ usd: 0.01 })
 * class Recipe extends OpenAIPrompt {}
 * ```
 *
 * Throws `CallOptionsError` for limits that make no sense.
 */
export function budget(limits: BudgetOption): PromptClassDecorator {
  const own = checkBudget(limits);
  return (...args) => {
    const target = decoratedPromptClass(args, "budget");
    budgetMetadata.set(target, [...(budgetMetadata.get(target) ?? []), own]);
  };
}
