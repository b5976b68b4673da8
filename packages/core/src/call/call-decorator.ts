import { runPrompt } from "../context/call-context.js";
import { CallOptionsError } from "../errors.js";
import { readDecorated, type Decorated } from "../metadata.js";
import { templateMetadata } from "../template/template-metadata.js";
import type { TemplateCall } from "../template/template-types.js";
import { callMetadata, type CallDescription } from "./call-description.js";
import { isPromiseLike } from "./maybe-promise.js";

/** One call of a decorated function. */
export interface Invocation<Result> {
  /** The function's name, with its class's for a method: what errors call it. */
  readonly name: string;
  readonly fnArgs: readonly unknown[];
  /** The text of the template that the function was made from. */
  readonly template: string | null;
  /** What the function returned. A promise is marked handled: whoever awaits it first gets its rejection, and nobody else needs to. */
  readonly result: Result | PromiseLike<Result>;
}

/** What a provider does with a call. */
export interface CallRunner<PromptResult, Result, Body> {
  run(invocation: Invocation<PromptResult>): Result;
  toRequest(invocation: Invocation<PromptResult>): Promise<Body>;
  explain(invocation: Invocation<PromptResult>): Promise<string>;
  /** What the decorator says of every call. */
  describe(): CallDescription;
}

/** What a decorated function can show without sending anything. Takes the function's own arguments. */
export interface CallInspection<Args extends unknown[], Body> {
  /** The exact body of the request that the call would send first. */
  toRequest(...args: Args): Promise<Body>;
  /** The same as text, each message and part with where it came from. */
  explain(...args: Args): Promise<string>;
}

/** A function that was made from a template: `promptTemplate("Recommend a {genre} book")`. */
export interface TemplateFunction<Text extends string, PromptResult> {
  readonly template: Text;
  (...args: TemplateCall<Text>): PromptResult;
}

type AnyFunction<PromptResult> = (this: never, ...args: never[]) => PromptResult | PromiseLike<PromptResult>;
type Ungeneric<F extends AnyFunction<unknown>> = (this: ThisParameterType<F>, ...args: Parameters<F>) => ReturnType<F>;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * Turns what makes a prompt into what makes a call of it: a template, a function, or (as `@decorator`, in either kind) a method, whose
 * declared return type must be what the decorator makes of it.
 *
 * The overload for functions stands last, because the compiler explains only the last one's refusal.
 *
 * A generic function stays generic, and then has no `toRequest` and `explain` in its type: the compiler carries type parameters over to
 * a bare function type only.
 */
export interface CallDecorator<PromptResult, Result, Body> {
  <const Text extends string>(
    template: TemplateFunction<Text, PromptResult>,
  ): ((...args: TemplateCall<Text>) => Result) & CallInspection<TemplateCall<Text>, Body>;
  <Args extends never[]>(
    ...decorated:
      | [target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<(...args: Args) => Result>]
      | [method: (this: never, ...args: Args) => Result, context: ClassMethodDecoratorContext<never>]
  ): void;
  <F extends AnyFunction<PromptResult>>(
    fn: F & (Same<F, Ungeneric<F>> extends true ? unknown : never),
  ): ((this: ThisParameterType<F>, ...args: Parameters<F>) => Result) & CallInspection<Parameters<F>, Body>;
  <This, Args extends unknown[], Returned extends PromptResult>(
    fn: (this: This, ...args: Args) => Returned | PromiseLike<Returned>,
  ): (this: This, ...args: Args) => Result;
}

/** The decorator of a provider's calls. */
export function createCallDecorator<PromptResult, Result, Body>(
  runner: CallRunner<PromptResult, Result, Body>,
): CallDecorator<PromptResult, Result, Body> {
  function decorate(...args: unknown[]): unknown {
    const decorated = readDecorated(args);
    if (decorated.on === "function")
      return makeCall(decorated.value, () => decorated.value.name || "The function", runner);
    if (decorated.on === "method") return decorateMethod(decorated, runner);
    const what = decorated.on === "class" ? `the class ${decorated.value.name}` : decorated.what;
    throw new CallOptionsError(
      `A call decorator was put on ${what}. It goes on a method, or around a function that returns a prompt: openaiCall(model, options)((topic) => \`…\`).`,
    );
  }
  // What the arguments are decides what comes back, which no signature of an implementation can say.
  return decorate as CallDecorator<PromptResult, Result, Body>;
}

type Method = Extract<Decorated, { on: "method" }>;
type Callable = (this: unknown, ...args: unknown[]) => unknown;

function decorateMethod<PromptResult, Result, Body>(
  { name, value, descriptor, owner, context, isStatic }: Method,
  runner: CallRunner<PromptResult, Result, Body>,
): unknown {
  // Standard decorators do not say which class they are in; its first object does.
  let owned = owner && ownerName(owner, isStatic);
  context?.addInitializer(function (this: unknown) {
    owned ??= ownerName(this, isStatic);
  });
  const fullName = (): string => (owned ? `${owned}.${name}` : name);
  const call = makeCall(withoutObject(value, fullName), fullName, runner);
  if (!descriptor) return call;
  descriptor.value = call;
  return descriptor;
}

function ownerName(object: unknown, isStatic: boolean): string {
  const owner: unknown = isStatic ? object : Object(object).constructor;
  return typeof owner === "function" ? owner.name : "";
}

/** A method that was taken off its object fails in its first `this.…`, in words that help nobody. */
function withoutObject(method: Callable, name: () => string): Callable {
  const explained = (self: unknown, error: unknown): unknown =>
    self === undefined && error instanceof TypeError
      ? new CallOptionsError(
          `${name()} was called without its object, and it uses \`this\`. Call it on the object, or pass (…args) => object.method(…args).`,
          { cause: error },
        )
      : error;
  function guarded(this: unknown, ...args: unknown[]): unknown {
    try {
      const result = method.apply(this, args);
      if (this !== undefined || !isPromiseLike(result)) return result;
      return result.then(undefined, (error: unknown) => {
        throw explained(this, error);
      });
    } catch (error) {
      throw explained(this, error);
    }
  }
  Object.defineProperty(guarded, "name", { value: method.name });
  const template = templateMetadata.get(method);
  if (template) templateMetadata.set(guarded, template);
  return guarded;
}

function makeCall<PromptResult, Result, Body>(
  fn: Callable,
  name: () => string,
  runner: CallRunner<PromptResult, Result, Body>,
): Callable & CallInspection<unknown[], Body> {
  const template = templateMetadata.get(fn);
  function invoke(self: unknown, fnArgs: readonly unknown[]): Invocation<PromptResult> {
    // Checked by the types of the decorator where they were asked, and by `resolvePrompt` in any case.
    const result = runPrompt(() => fn.apply(self, [...fnArgs])) as PromptResult | PromiseLike<PromptResult>;
    if (isPromiseLike(result)) result.then(undefined, () => undefined);
    return { name: name(), fnArgs, template: template?.source ?? null, result };
  }
  function call(this: unknown, ...args: unknown[]): Result {
    return runner.run(invoke(this, args));
  }
  /** `decorated.toRequest(…)` has the function itself as `this`, which is no object of the method's class. */
  const own = (self: unknown): unknown => (self === call ? undefined : self);
  Object.defineProperty(call, "name", { value: fn.name });
  if (template) templateMetadata.set(call, template);
  callMetadata.set(call, () => runner.describe());
  return Object.assign(call, {
    toRequest(this: unknown, ...args: unknown[]): Promise<Body> {
      return runner.toRequest(invoke(own(this), args));
    },
    explain(this: unknown, ...args: unknown[]): Promise<string> {
      return runner.explain(invoke(own(this), args));
    },
  });
}
