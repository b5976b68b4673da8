import { PromptFieldError } from "../errors.js";
import { readDecorated } from "../metadata.js";
import { parseTemplate } from "../template/parse-template.js";
import { renderTemplate } from "../template/render-template.js";
import { templateMetadata } from "../template/template-metadata.js";
import { decoratedPromptClass, misplaced } from "./prompt-class.js";
import { templateFunction } from "./template-function.js";
import type { Template } from "./template.js";

/**
 * Reads a template. What it returns is a decorator for prompt classes and methods (of either kind), wraps functions, and is
 * a prompt function itself: see `Template`.
 *
 * ```ts
 * @promptTemplate("Recommend recipes with {ingredient}")
 * class Recipe extends OpenAIPrompt.with({ ingredient: z.string() }) {}
 *
 * const recommend = openaiCall("gpt-4o-mini")(promptTemplate("Recommend a {genre} book"));
 * await recommend({ genre: "fantasy" });
 * ```
 *
 * The compiler checks that every name in the text is there, and fits its format spec. Where it cannot (the text is no
 * literal, or has about a thousand braces), rendering throws `MissingFieldError` or `PromptFieldError`.
 *
 * Throws `TemplateSyntaxError`, with line and column, for a text that cannot be read.
 */
export function promptTemplate<const Text extends string>(text: Text): Template<Text> {
  const template = parseTemplate(text);
  function apply(...args: readonly unknown[]): unknown {
    const [first, second] = args;
    if (second === undefined && typeof first !== "function") return renderTemplate(template, fieldsOf(first));
    const decorated = readDecorated(args);
    switch (decorated.on) {
      case "class":
        return templateMetadata.set(decoratedPromptClass(args, "promptTemplate"), template);
      case "function":
        return templateFunction(template, decorated.value);
      case "method": {
        const value = templateFunction(template, decorated.value);
        return decorated.descriptor ? { ...decorated.descriptor, value } : value;
      }
      default:
        throw misplaced(decorated, "promptTemplate", "It goes on a prompt class, a function or a method");
    }
  }
  Object.defineProperty(apply, "template", { value: text, enumerable: true });
  templateMetadata.set(apply, template);
  // What the arguments are decides what comes back, which no signature of an implementation can say.
  return apply as unknown as Template<Text>;
}

function fieldsOf(argument: unknown): object {
  if (argument === undefined) return {};
  if (typeof argument === "object" && argument !== null) return argument;
  throw new PromptFieldError(
    `A template was called with ${argument === null ? "null" : `a ${typeof argument}`}. It takes an object of fields, as in template({ genre: "fantasy" }).`,
  );
}
