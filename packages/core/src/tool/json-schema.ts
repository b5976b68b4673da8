import type { JSONSchema } from "./tool-definition.js";

/** The schema that is meant: `$ref`s into the same document are followed, and what is no schema has nothing to say. */
export function resolveSchema(given: unknown, root: JSONSchema): JSONSchema {
  let schema = schemaOf(given);
  for (const seen = new Set<string>(); typeof schema.$ref === "string" && !seen.has(schema.$ref);) {
    seen.add(schema.$ref);
    schema = schemaOf(pointed(schema.$ref, root));
  }
  return schema;
}

function pointed(ref: string, root: JSONSchema): unknown {
  let at: unknown = root;
  for (const step of ref.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}

/** The members of a union; undefined for what is none. zod writes `oneOf` for those that exclude each other. */
export function alternativesOf({ anyOf, oneOf }: JSONSchema): readonly unknown[] | undefined {
  return Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : undefined;
}

/** Whether null is one of the values that the schema describes. */
export function acceptsNull(given: unknown, root: JSONSchema): boolean {
  const schema = resolveSchema(given, root);
  const alternatives = alternativesOf(schema);
  if (alternatives && !alternatives.some((alternative) => acceptsNull(alternative, root))) return false;
  if (!listOf(schema.allOf).every((member) => acceptsNull(member, root))) return false;
  if ("not" in schema) return false;
  if ("const" in schema) return schema.const === null;
  if (Array.isArray(schema.enum)) return schema.enum.includes(null);
  return schema.type === undefined || typesOf(schema).includes("null");
}

/** The `type` of a schema, which may be one or several; empty where any is right. */
export function typesOf({ type }: JSONSchema): readonly unknown[] {
  return typeof type === "string" ? [type] : listOf(type);
}

export function schemaOf(value: unknown): JSONSchema {
  return isRecord(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
