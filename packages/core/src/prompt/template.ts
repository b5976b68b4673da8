// What `promptTemplate` returns, and what the compiler asks of the thing it is put on.
import type { PromptSource } from "../call/prompt-source.js";
import type { Message } from "../messages/message.js";
import type { CheckTemplate, TemplateProblems } from "../template/template-check.js";
import type { TemplateCall } from "../template/template-types.js";
import type { BasePrompt, PromptClass } from "./base-prompt.js";
import type { PromptConfig } from "./render-prompt.js";

type AnyFunction = (this: never, ...args: never[]) => PromptConfig | void | PromiseLike<PromptConfig | void>;

/** Members of every prompt, which are no fields. */
type Reserved = keyof BasePrompt | "constructor" | "__proto__";

/** The names that a function can fill: those of its first argument and of the fields that it computes. */
type FieldsOf<Args extends readonly unknown[], Returned> = (Args extends readonly [
  (infer First extends object)?,
  ...unknown[],
]
  ? First
  : {}) &
  ComputedBy<Awaited<Returned>>;
type ComputedBy<Config> = Config extends { readonly computedFields: infer Computed } ? Computed : {};

/** Those that its `dynamicConfig` is seen to compute: where it declares a return type, the compiler sees no more than that. */
type ComputedByClass<Instance> = Instance extends { dynamicConfig(): infer Config } ? ComputedBy<Awaited<Config>> : {};

type Reworded<Problem> = Problem extends `the class has no field${infer Rest}`
  ? `neither the argument nor computedFields has a field${Rest}`
  : Problem;

type CheckFunction<Fields, Text extends string> = [TemplateProblems<Fields, Text>] extends [never]
  ? unknown
  : { readonly "template does not fit the function": Reworded<TemplateProblems<Fields, Text>> };

type Check<Target, Text extends string> = Target extends abstract new (...args: never[]) => infer Instance
  ? CheckTemplate<Instance & ComputedByClass<Instance>, Text, Reserved>
  : Target extends (...args: infer Args) => infer Returned
    ? CheckFunction<FieldsOf<Args, Returned>, Text>
    : unknown;

/** The provider's own kind among the messages of a dynamic config. */
type OwnMessage<Config> = Config extends { readonly messages: readonly (infer M)[] } ? Exclude<M, Message> : never;

/** Nothing for a class, whose decorator may return nothing else; for a function the prompt function that it becomes. */
type Applied<Target> = Target extends (this: infer This, ...args: infer Args) => infer Returned
  ? (this: This, ...args: Args) => PromptSource<OwnMessage<Awaited<Returned>>>
  : void;

type AnyMethod = (this: never, ...args: never[]) => unknown;

/**
 * A template, read and ready:
 * - `template({ genre: "fantasy" })` gives its messages, so that a call decorator takes it for a prompt function;
 * - on a prompt class, as `@template` in either kind or as `template(Recipe)`, it is what prompts of this class say;
 * - around a function it is filled from the function's first argument and from the `computedFields` that it returns; the
 *   function may also return nothing, or a promise;
 * - on a method, below a call decorator, the same. There, `{self.shelf}` is a field of the object.
 *
 * The last overload is the one whose refusal the compiler explains.
 */
export interface Template<Text extends string> {
  /** The text as written. */
  readonly template: Text;
  <Method extends AnyMethod>(
    ...decorated:
      | [target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Method>]
      | [method: Method, context: ClassMethodDecoratorContext<never>]
  ): void;
  (
    ...args: TemplateCall<Text> extends [args?: infer Args]
      ? [args?: Args & NoClass]
      : [args: TemplateCall<Text>[0] & NoClass]
  ): readonly Message[];
  <Target extends PromptClass | AnyFunction>(
    target: Target & Check<Target, Text>,
    context?: ClassDecoratorContext,
  ): Applied<Target>;
}

/** A class has a `name` and a `prototype`, and must not pass for an object with fields of these names. */
interface NoClass {
  readonly prototype?: never;
}
