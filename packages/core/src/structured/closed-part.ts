import * as z from "zod/v4/core";
import type { ResponseIssue } from "../errors.js";
import { dropAbsentNulls } from "../tool/absent-nulls.js";
import { inputSchema } from "../tool/input-schema.js";
import type { JSONSchema } from "../tool/tool-definition.js";
import { isContainer, type JsonPath, type JsonValue } from "./json-value.js";
import { hasTransform, inputSide, schemaAt } from "./schema-at.js";

/**
 * How deep arrays and objects are checked as they close; leaves are checked at any depth. Checking each container would check a leaf
 * once for every one that it is in, which is quadratic for a value that is deep.
 */
const containerDepth = 2;

/** What is wrong with a part of the value that is closed. Says nothing where the schema cannot tell yet; never throws. */
export function closedPartIssues(root: z.$ZodType, path: JsonPath, value: JsonValue): readonly ResponseIssue[] {
  // The whole is read at the end anyway.
  if (path.length === 0 || (isContainer(value) && path.length > containerDepth)) return [];
  const found = schemaAt(root, path);
  const schema = found && inputSide(found);
  if (schema === null || hasTransform(schema)) return [];
  const issues = issuesOf(schema, withoutAbsentNulls(schema, value));
  const isAbsent = value === null && issues.length > 0 && issuesOf(schema, undefined).length === 0;
  return isAbsent ? [] : issues.map((issue) => ({ path: [...path, ...issue.path], message: issue.message }));
}

function issuesOf(schema: z.$ZodType, value: unknown): readonly z.$ZodIssue[] {
  try {
    return z.safeParse(schema, value).error?.issues ?? [];
  } catch {
    // A refinement that is asynchronous, or that throws: at the end it is awaited, and what it throws is thrown.
    return [];
  }
}

/** Of the schemas of parts: an array's element has one for all of them. */
const jsonSchemas = new WeakMap<z.$ZodType, JSONSchema>();

export function withoutAbsentNulls(schema: z.$ZodType, value: JsonValue): unknown {
  if (!isContainer(value)) return value;
  let told = jsonSchemas.get(schema);
  if (told === undefined) {
    told = jsonSchemaOf(schema);
    jsonSchemas.set(schema, told);
  }
  return dropAbsentNulls(told, value);
}

/** `{}`, of which no field is known to be absent, where there is none: such a call has found no JSON Schema for the whole either. */
function jsonSchemaOf(schema: z.$ZodType): JSONSchema {
  try {
    return inputSchema(schema, "A part of the responseModel");
  } catch {
    return {};
  }
}
