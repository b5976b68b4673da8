import * as z from "zod/v4/core";
import { CallOptionsError } from "../errors.js";
import { inputSchema } from "./input-schema.js";
import type { StandardJSONSchema, StandardSchema } from "./standard-schema.js";
import type { JSONSchema } from "./tool-definition.js";
import type { PairedSchema } from "./tool-parameters.js";

/** A schema that validates, and of which a model can be told. */
export interface ReadableSchema {
  readonly schema: StandardSchema;
  /** Null for one of another library, which nobody but itself can look into. */
  readonly zod: z.$ZodType | null;
  /** The JSON Schema of its input. Throws `CallOptionsError` where that is impossible; `subject` opens the message. */
  convert(subject: string): JSONSchema;
}

/** Reads a schema of any library. */
export function readSchema(given: z.$ZodType | (StandardSchema & StandardJSONSchema) | PairedSchema): ReadableSchema {
  if (isZod(given)) return { schema: given, zod: given, convert: (subject) => inputSchema(given, subject) };
  if (isStandard(given)) return { schema: given, zod: null, convert: (subject) => ownSchema(given, subject) };
  const { schema, jsonSchema } = given;
  return { schema, zod: isZod(schema) ? schema : null, convert: () => jsonSchema };
}

function isZod(value: unknown): value is z.$ZodType & StandardSchema {
  return value instanceof z.$ZodType;
}

/** A function, too: that is what schemas of ArkType are. */
export function isStandard(value: unknown): value is StandardSchema {
  return ((typeof value === "object" && value !== null) || typeof value === "function") && "~standard" in value;
}

function ownSchema(schema: StandardSchema, subject: string): JSONSchema {
  const { vendor } = schema["~standard"];
  const jsonSchema: unknown = Object(schema["~standard"]).jsonSchema;
  try {
    const { $schema, ...told } = Object(jsonSchema).input({ target: "draft-2020-12" });
    return told;
  } catch (cause) {
    const why = cause instanceof TypeError ? "" : ` (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new CallOptionsError(
      `${subject} is a schema of ${vendor} that does not tell its JSON Schema${why}. Pass it beside the schema: { schema, jsonSchema: { type: "object", … } }.`,
      { cause },
    );
  }
}
