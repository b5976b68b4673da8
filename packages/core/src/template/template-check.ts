// Whether a template fits the class that it stands on, told in words: they are the last line of the compiler's error.
import type { SpecWords } from "./spec-types.js";
import type { ArgsOfEntries, IsUnchecked, Problem, TemplateEntries } from "./template-types.js";

/** What keeps a template from fitting instances of type `Fields`, as a union of sentences; never when it fits. */
export type TemplateProblems<Fields, Text extends string, Reserved = never> =
  IsUnchecked<Text> extends true ? never : ProblemOf<Fields, TemplateEntries<Text>, Reserved>;

/**
 * To be intersected with the type of the class that a template decorates: `unknown` when the template fits, else a property
 * that no class has, whose type says what is wrong.
 *
 * @typeParam Reserved The members of the base class, which are no fields.
 */
export type CheckTemplate<Fields, Text extends string, Reserved = never> = [
  TemplateProblems<Fields, Text, Reserved>,
] extends [never]
  ? unknown
  : { readonly "template does not fit the class": TemplateProblems<Fields, Text, Reserved> };

/**
 * The fields that a template asks of a class, as one type to extend: what can be asked of a generic class, whose instances
 * have no type yet that `CheckTemplate` could look into.
 */
export type FieldsOfTemplate<Text extends string, Reserved = never> =
  IsUnchecked<Text> extends true ? unknown : ArgsOfEntries<OwnEntry<TemplateEntries<Text>, Reserved>>;

type OwnEntry<Entry, Reserved> = Entry extends [infer Path extends string, infer Value, infer Body extends string]
  ? WithoutSelf<Path> extends Reserved
    ? [WithoutSelf<Path>, Problem<`{${Body}} is a method of the prompt, not a field`>, Body]
    : [WithoutSelf<Path>, Value, Body]
  : never;

type ProblemOf<Fields, Entry, Reserved> = Entry extends [
  infer Path extends string,
  infer Value,
  infer Body extends string,
]
  ? WithoutSelf<Path> extends Reserved
    ? `{${Body}} is a method of the prompt, not a field`
    : [Value] extends [Problem<infer Message>]
      ? `${Message} in {${Body}}`
      : Misfit<FieldAt<Fields, WithoutSelf<Path>, "the class">, Value, Path, Body>
  : never;

type WithoutSelf<Path extends string> = Path extends `self.${infer Rest}` ? Rest : Path;

type FieldAt<Fields, Path extends string, Owner extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Fields
    ? FieldAt<NonNullable<Fields[Head]>, Rest, `'${Head}'`> | Extract<Fields[Head], null | undefined>
    : Problem<`${Owner} has no field '${Head}'`>
  : Path extends keyof Fields
    ? Fields[Path]
    : Problem<`${Owner} has no field '${Path}'`>;

type Misfit<Field, Value, Path extends string, Body extends string> =
  // `any` would match every question below.
  0 extends Field & 1
    ? never
    : [Extract<Field, Problem<string>>] extends [never]
      ? [Extract<Field, (...args: never[]) => unknown>] extends [never]
        ? [Field] extends [Value]
          ? never
          : `'${Path}' does not fit {${Body}}, which takes ${WordsOf<Body>}`
        : `{${Body}} is a method, not a field: write a getter`
      : Extract<Field, Problem<string>> extends Problem<infer Message>
        ? `${Message}, which the template names in {${Body}}`
        : never;

type WordsOf<Body extends string> = Body extends `${string}:${infer Spec}`
  ? (Spec extends `${infer Name}(${string}` ? Name : Spec) extends infer Name extends keyof SpecWords
    ? SpecWords[Name]
    : never
  : "a list of messages";
