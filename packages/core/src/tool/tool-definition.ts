import * as z from "zod/v4/core";
import { CallOptionsError } from "../errors.js";

export type JSONSchema = Readonly<Record<string, unknown>>;

/** A tool as every provider needs it described. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string;
  readonly strict?: boolean;
  /** JSON Schema of the arguments. */
  readonly parameters: JSONSchema;
}

/** The schema of a tool's arguments: the input side, so a field with a default is not required. */
export function toolSchema(schema: z.$ZodType, tool: string): JSONSchema {
  try {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
    return rest;
  } catch (cause) {
    throw new CallOptionsError(
      `The fields of the tool "${tool}" cannot be told to a model as JSON Schema: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
