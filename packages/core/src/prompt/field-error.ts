import * as z from "zod/v4/core";
import { PromptFieldError } from "../errors.js";
import { nearestName } from "../template/nearest-name.js";

/** What is wrong with the fields that a prompt class was given, all of it, each with its name and reason. Shows no value. */
export function fieldError(
  name: string,
  error: z.$ZodError,
  input: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): PromptFieldError {
  const problems = error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" && issue.path.length === 0
      ? issue.keys.map((key) => unknownField(key, fields))
      : [describe(issue, input)],
  );
  const known = fields.length === 0 ? "It has no fields." : `Its fields are: ${fields.join(", ")}.`;
  return new PromptFieldError(`${name}: ${problems.join("; ")}. ${known}`, { cause: error });
}

function unknownField(key: string, fields: readonly string[]): string {
  const nearest = nearestName(key, fields);
  return `there is no field '${key}'${nearest === null ? "" : ` (did you mean '${nearest}'?)`}`;
}

function describe(issue: z.$ZodIssue, input: Readonly<Record<string, unknown>>): string {
  const [first] = issue.path;
  if (first === undefined) return issue.message;
  if (issue.path.length === 1 && input[String(first)] === undefined) return `the field '${String(first)}' is missing`;
  return `the field '${z.toDotPath(issue.path)}' does not fit: ${reason(issue)}`;
}

/** Without a locale, as with zod-mini alone, zod says "Invalid input" to everything. */
function reason(issue: z.$ZodIssue): string {
  return issue.code === "invalid_type" && issue.message === "Invalid input"
    ? `expected ${issue.expected}`
    : issue.message;
}
