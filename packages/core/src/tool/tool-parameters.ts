import type * as z from "zod/v4/core";
import type { NameClash } from "./reserved-names.js";
import type { StandardJSONSchema, StandardSchema } from "./standard-schema.js";
import type { JSONSchema } from "./tool-definition.js";

/** A schema of a library that does not tell its JSON Schema, with one beside it. */
export interface PairedSchema {
  readonly schema: StandardSchema;
  /** Of the schema's input. */
  readonly jsonSchema: JSONSchema;
}

/** What a tool's fields are given as. */
export type ToolFields = z.$ZodShape | z.$ZodObject;

/** What the parameters of a function's tool are given as; of what is no object, the tool has no fields. */
export type ToolParameters = ToolFields | (StandardSchema & StandardJSONSchema) | PairedSchema;

/** What a model has to send. */
export type ParametersInput<P> = P extends z.$ZodObject
  ? z.input<P>
  : P extends PairedSchema
    ? InputOf<P["schema"]>
    : P extends StandardSchema
      ? InputOf<P>
      : P extends z.$ZodShape
        ? z.input<z.$ZodObject<P, z.$strip>>
        : never;

/** What validation makes of it. */
export type ParametersOutput<P> = P extends z.$ZodObject
  ? z.output<P>
  : P extends PairedSchema
    ? OutputOf<P["schema"]>
    : P extends StandardSchema
      ? OutputOf<P>
      : P extends z.$ZodShape
        ? z.output<z.$ZodObject<P, z.$strip>>
        : never;

type InputOf<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["input"];
type OutputOf<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["output"];

/** The fields of a tool. Without any, zod's output is a record of nothing, which would forbid the tool's own members. */
export type ParameterFields<P> = [keyof ParametersOutput<P>] extends [never]
  ? unknown
  : ParametersOutput<P> extends Readonly<Record<string, never>>
    ? unknown
    : ParametersOutput<P> extends readonly unknown[]
      ? unknown
      : ParametersOutput<P> extends object
        ? Readonly<ParametersOutput<P>>
        : unknown;

/** To be intersected with the parameters: `unknown`, or a property whose type says which name is taken. */
export type ParameterClash<P> = P extends z.$ZodObject | StandardSchema | PairedSchema
  ? ParametersOutput<P> extends object
    ? NameClash<keyof ParametersOutput<P>>
    : unknown
  : NameClash<keyof P>;
