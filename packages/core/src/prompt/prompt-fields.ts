import * as z from "zod/v4/core";
import { PromptClassError, PromptFieldError } from "../errors.js";
import { defineFields } from "../fields/define-fields.js";
import { fieldsMetadata } from "./class-metadata.js";
import { fieldError } from "./field-error.js";
import { hasOwnConstructor } from "./own-constructor.js";

type Class = abstract new (...args: never[]) => object;

/** What each prompt was made from. Its fields would not do for a copy: a transform cannot take its own output. */
const inputs = new WeakMap<object, Readonly<Record<string, unknown>>>();

/** A subclass of `base` with these fields, and those that `base` has. Throws `PromptClassError` where that cannot work. */
export function extendWithFields(base: Class, fields: unknown): Class {
  const name = base.name || "The class";
  const own = objectOf(name, fields);
  for (const field of Object.keys(own.shape)) checkName(base, name, field);
  if (hasOwnConstructor(base)) {
    throw new PromptClassError(
      `${name}.with(…): ${name} or a class above it declares its own constructor, which would not be given these fields. Declare its fields with .with, too, and leave the constructor out.`,
    );
  }
  // TypeScript lets a class extend what it knows to take no arguments; those that come are handed on all the same.
  const Base: abstract new () => object = base;
  abstract class WithFields extends Base {}
  // What is said about an object of this very class is said about the class that it was made from.
  Object.defineProperty(WithFields, "name", { value: base.name });
  fieldsMetadata.set(WithFields, merge(fieldsMetadata.get(base)?._zod.def, own));
  return WithFields;
}

type ObjectDef = Pick<z.$ZodObjectDef, "shape" | "checks">;

function objectOf(name: string, fields: unknown): ObjectDef {
  if (fields instanceof z.$ZodObject) return fields._zod.def;
  if (fields instanceof z.$ZodType || typeof fields !== "object" || fields === null) {
    const got = fields instanceof z.$ZodType ? `a schema of type ${fields._zod.def.type}` : String(fields);
    throw new PromptClassError(`${name}.with(…) takes an object of schemas or z.object({ … }), and got ${got}.`);
  }
  for (const [field, schema] of Object.entries(fields)) {
    if (schema instanceof z.$ZodType) continue;
    throw new PromptClassError(
      `${name}.with(…): the field '${field}' is no schema of zod 4. Write { ${field}: z.string() }.`,
    );
  }
  return { shape: { ...fields } };
}

function checkName(base: Class, name: string, field: string): void {
  if (!(field in Object(base.prototype))) return;
  throw new PromptClassError(
    `${name}.with(…): '${field}' is a member of the base class ${name}: choose another field name.`,
  );
}

/** Checks of a whole object (`refine`) hold for the subclasses too. Unknown keys are refused: a misspelt field is told, not dropped. */
function merge(above: ObjectDef | undefined, own: ObjectDef): z.$ZodObject {
  const checks = [...(above?.checks ?? []), ...(own.checks ?? [])];
  return new z.$ZodObject({
    type: "object",
    shape: { ...above?.shape, ...own.shape },
    catchall: new z.$ZodNever({ type: "never" }),
    ...(checks.length > 0 && { checks }),
  });
}

/**
 * Validates what the constructor of a prompt class was given, and puts it on the prompt, for good.
 *
 * A subclass that declares a field again makes the language itself throw, after this: "Cannot redefine property" or "Cannot
 * assign to read only property". No code of ours runs between the two, so these are a TypeError's words.
 */
export function setFields(prompt: object, promptClass: Function, given: readonly unknown[]): void {
  const schema = fieldsMetadata.get(promptClass);
  const name = promptClass.name || "The prompt";
  if (schema === undefined) {
    if (given.length === 0) return;
    throw new PromptFieldError(`${name} has no fields to be given. Declare them: class ${name} extends ….with({ … }).`);
  }
  const [first = {}] = given;
  if (typeof first !== "object" || first === null || Array.isArray(first)) {
    const got = first === null ? "null" : Array.isArray(first) ? "a list" : `a ${typeof first}`;
    throw new PromptFieldError(`new ${name}(…) takes an object of fields, and got ${got}.`);
  }
  const input: Readonly<Record<string, unknown>> = { ...first };
  const output = validate(schema, input, name);
  // Fields that were left out are there as well, so that a template can name them.
  const fields = Object.keys(schema._zod.def.shape).map((field) => [field, output[field]]);
  defineFields(prompt, Object.fromEntries(fields));
  inputs.set(prompt, input);
}

function validate(
  schema: z.$ZodObject,
  input: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> {
  let result;
  try {
    result = z.safeParse(schema, input);
  } catch (cause) {
    const why = cause instanceof z.$ZodAsyncError ? "is asynchronous, and a constructor cannot wait" : "threw";
    throw new PromptFieldError(`A check or a transform of ${name}'s fields ${why}.`, { cause });
  }
  if (!result.success) throw fieldError(name, result.error, input, Object.keys(schema._zod.def.shape));
  return result.data;
}

/** A new prompt of the same class, made from what this one was made from, with `changes`. */
export function copyWith<Prompt extends object>(prompt: Prompt, changes: object): Prompt {
  const { constructor } = prompt;
  if (hasOwnConstructor(constructor)) {
    const name = constructor.name || "The prompt";
    throw new PromptClassError(
      `copy() of ${name}: it declares its own constructor, which alone knows how to make one. Call that, or declare the fields with .with.`,
    );
  }
  const input = { ...inputs.get(prompt), ...changes };
  return Reflect.construct(
    constructor,
    fieldsMetadata.get(constructor) || Object.keys(input).length > 0 ? [input] : [],
  );
}
