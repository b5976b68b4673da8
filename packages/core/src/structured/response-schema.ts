import type * as z from "zod/v4/core";
import { isStandard } from "../tool/read-schema.js";
import type { StandardJSONSchema, StandardSchema } from "../tool/standard-schema.js";
import type { PairedSchema } from "../tool/tool-parameters.js";

/**
 * What a `responseModel` is given as: any schema of zod or zod-mini, a schema of another library that tells its JSON Schema
 * (Standard JSON Schema), or one that does not, with a JSON Schema beside it.
 */
export type ResponseSchema = z.$ZodType | (StandardSchema & StandardJSONSchema) | PairedSchema;

export function isResponseSchema(value: unknown): value is ResponseSchema {
  if (isStandard(value)) return true;
  return (
    typeof value === "object" &&
    value !== null &&
    "jsonSchema" in value &&
    "schema" in value &&
    isStandard(value.schema)
  );
}

/** What the model writes. */
export type SchemaInput<S> = S extends { readonly _zod: { readonly input: infer Input } }
  ? Input
  : S extends PairedSchema
    ? NonNullable<S["schema"]["~standard"]["types"]>["input"]
    : S extends StandardSchema
      ? NonNullable<S["~standard"]["types"]>["input"]
      : never;

/** What validation makes of it. */
export type SchemaOutput<S> = S extends { readonly _zod: { readonly output: infer Output } }
  ? Output
  : S extends PairedSchema
    ? NonNullable<S["schema"]["~standard"]["types"]>["output"]
    : S extends StandardSchema
      ? NonNullable<S["~standard"]["types"]>["output"]
      : never;

/** The elements of what stands at a path (`"chapters"`, `"books.0.authors"`); `""` is the whole. */
export type ElementAt<T, Path extends string> = Path extends ""
  ? NonNullable<T> extends readonly (infer Element)[]
    ? Element
    : never
  : Path extends `${infer Head}.${infer Rest}`
    ? ElementAt<PartAt<NonNullable<T>, Head>, Rest>
    : ElementAt<PartAt<NonNullable<T>, Path>, "">;

type PartAt<T, Key extends string> = T extends readonly (infer Element)[]
  ? Element
  : Key extends keyof T
    ? T[Key]
    : never;
