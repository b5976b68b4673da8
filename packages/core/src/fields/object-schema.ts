import * as z from "zod/v4/core";

/** The fields of a tool or a prompt: names and schemas of zod or zod-mini, or an object schema of either. */
export type FieldsInput = z.$ZodShape | z.$ZodObject;

/** An object schema that refuses unknown keys: a misspelt field is told, not dropped. */
export function objectSchema(fields: FieldsInput): z.$ZodObject {
  if (isSchema(fields)) return fields;
  return new z.$ZodObject({ type: "object", shape: fields, catchall: new z.$ZodNever({ type: "never" }) });
}

function isSchema(fields: FieldsInput): fields is z.$ZodObject {
  return "_zod" in fields && fields instanceof z.$ZodType;
}

/** Problems as one line, each with its path: `guests[1]: expected string; tone: unknown field`. */
export function describeIssues(issues: readonly z.$ZodIssue[]): string {
  return issues
    .map((issue) => `${issue.path.length === 0 ? "" : `${z.toDotPath(issue.path)}: `}${issue.message}`)
    .join("; ");
}
