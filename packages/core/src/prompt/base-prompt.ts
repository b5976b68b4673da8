import type { CallDecorator } from "../call/call-decorator.js";
import { andThen, isPromiseLike, type MaybePromise } from "../call/maybe-promise.js";
import { promptProvider, promptSource, type PromptSource, type RenderedPrompt } from "../call/prompt-source.js";
import { PromptClassError } from "../errors.js";
import type { Message } from "../messages/message.js";
import { templateMetadata } from "../template/template-metadata.js";
import { budgetMetadata, callParamsMetadata, classMetadata } from "./class-metadata.js";
import { answerProbe } from "./own-constructor.js";
import { dumpPrompt, type PromptDump } from "./prompt-dump.js";
import { copyWith, extendWithFields, setFields } from "./prompt-fields.js";
import { renderPrompt, renderPromptText, type PromptConfig, type PromptParts } from "./render-prompt.js";
import type { Changes, Clash, Shape, With } from "./with-types.js";

/** The key of a method, so that it takes no name from the fields. */
export const toNeutral: unique symbol = Symbol.for("zoetrope.toNeutral");

export type PromptClass = abstract new (...args: never[]) => BasePrompt;

/**
 * A prompt that no provider owns: fields, and a template that `promptTemplate` puts on the class.
 *
 * ```ts
 * @promptTemplate("Recommend recipes with {ingredient}")
 * class Recipe extends BasePrompt.with({ ingredient: z.string() }) {}
 * await new Recipe({ ingredient: "apples" }).run(openaiCall("gpt-4o-mini"));
 * ```
 *
 * A template can name the fields of `with`, every public field of a subclass, and getters that a subclass declares; a getter
 * is computed once for each rendering. Nothing is rendered before it is asked for.
 */
export class BasePrompt implements PromptSource {
  /**
   * A base class with these fields: its constructor takes their input, and a prompt has their output, read-only. Takes
   * schemas of zod or zod-mini by name, or an object schema of either. In a chain, the constructor takes the fields of all;
   * where two have one name, the lower one's counts.
   *
   * Throws `PromptClassError` for a field named like a member of the class, and on a class that declares its own
   * constructor. The constructor throws `PromptFieldError` for fields that are missing, unknown or do not fit. A subclass
   * that declares a field again fails when it is made, with the language's own TypeError: write `declare title: string`.
   */
  static with<S extends Shape, Base extends PromptClass>(
    this: Base,
    fields: (S | { readonly shape: S; readonly _zod: object }) & Clash<Base, S>,
  ): With<Base, S> {
    // The class is made in terms of values; `With` tells its type, which the type tests hold against what is made.
    return extendWithFields(this, fields) as unknown as With<Base, S>;
  }

  constructor();
  constructor(...given: unknown[]) {
    answerProbe(given[0]);
    setFields(this, new.target, given);
  }

  /**
   * Override it to compute messages, `computedFields` for the template, tools, call params, metadata or a client for one
   * run; a promise is fine. Every key is honoured, and none is seen by another run.
   */
  dynamicConfig(): PromptConfig | PromiseLike<PromptConfig> {
    return {};
  }

  /** The rendered messages. Sends nothing. Throws `PromptClassError` where `dynamicConfig` is asynchronous. */
  messages(): readonly Message[] {
    return atOnce(this[promptSource](), nameOf(this)).messages;
  }

  /** The rendered text, roles included. Throws as `messages` does. */
  toString(): string {
    return renderPromptText(partsOf(this), atOnce(this.dynamicConfig(), nameOf(this)));
  }

  /** Sends this prompt by any provider's call decorator, whose options win: `recipe.run(openaiCall("gpt-4o", { stream: true }))`. */
  run<Result, Body>(decorator: CallDecorator<PromptSource, Result, Body>): Result {
    const source = (): this => this;
    Object.defineProperty(source, "name", { value: nameOf(this) });
    return decorator(source)();
  }

  /** A new prompt with these fields changed, validated anew. Throws `PromptClassError` for a class with its own constructor. */
  copy(changes: Changes<this>): this {
    return copyWith(this, changes);
  }

  /**
   * All of the prompt as plain JSON, for logs: never throws, and shows objects of a class, such as a client, by name only.
   * What cannot be rendered has no messages, and an `error`.
   */
  dump(): PromptDump {
    const render = (parts: PromptParts): RenderedPrompt =>
      renderPrompt(parts, atOnce(this.dynamicConfig(), parts.label));
    return dumpPrompt(partsOf(this), render, BasePrompt.prototype);
  }

  /** For a provider: its name, on its own prompt class. */
  get [promptProvider](): string | undefined {
    return undefined;
  }

  /** For a provider: its own messages, from a dynamic config or a history, as neutral ones. */
  [toNeutral](message: Message): Message {
    return message;
  }

  [promptSource](): MaybePromise<RenderedPrompt> {
    return andThen<unknown, RenderedPrompt>(this.dynamicConfig(), (computed) => renderPrompt(partsOf(this), computed));
  }
}

function partsOf(prompt: BasePrompt): PromptParts {
  const { constructor } = prompt;
  return {
    label: nameOf(prompt),
    provider: prompt[promptProvider],
    template: templateMetadata.get(constructor),
    fields: prompt,
    toNeutral: (message) => prompt[toNeutral](message),
    classParams: callParamsMetadata.get(constructor) ?? [],
    metadata: classMetadata.get(constructor) ?? {},
    budgets: budgetMetadata.get(constructor),
  };
}

function nameOf(prompt: BasePrompt): string {
  return prompt.constructor.name || "The prompt";
}

function atOnce<T>(value: T | PromiseLike<T>, name: string): T {
  if (!isPromiseLike(value)) return value;
  // What it computes is not looked at any more, its failure included.
  value.then(undefined, () => undefined);
  throw new PromptClassError(
    `dynamicConfig() of ${name} is asynchronous, so what it computes cannot be shown at once: call(), stream() and run() wait for it.`,
  );
}
