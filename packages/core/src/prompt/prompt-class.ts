import { isPromptSource } from "../call/prompt-source.js";
import { PromptClassError } from "../errors.js";
import { readDecorated } from "../metadata.js";

/** The prompt class that a decorator was put on. Throws `PromptClassError` when it was put on anything else. */
export function decoratedPromptClass(args: readonly unknown[], decorator: string): object {
  const decorated = readDecorated(args);
  if (decorated.on === "class" && isPromptSource(decorated.value.prototype)) return decorated.value;
  throw misplaced(decorated, decorator, "It goes on a prompt class");
}

/** @param mend Where the decorator goes instead, without a full stop. */
export function misplaced(
  decorated: ReturnType<typeof readDecorated>,
  decorator: string,
  mend: string,
): PromptClassError {
  const what =
    decorated.on === "class"
      ? `the class ${decorated.value.name}, which extends no prompt`
      : decorated.on === "function"
        ? `the function ${decorated.value.name}`
        : decorated.on === "method"
          ? `the method "${decorated.name}"`
          : decorated.what;
  return new PromptClassError(`${decorator} was put on ${what}. ${mend}: class Recipe extends OpenAIPrompt.`);
}
