import { isObject, type JSONSchema } from "@zoetrope/core";

/**
 * Keywords that `responseJsonSchema` takes.
 * Source: `GenerateContentConfig.responseJsonSchema` in @google/genai 3.1.
 */
const taken: ReadonlySet<string> = new Set([
  "$id",
  "$defs",
  "$ref",
  "$anchor",
  "type",
  "format",
  "title",
  "description",
  "enum",
  "items",
  "prefixItems",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "anyOf",
  "oneOf",
  "properties",
  "additionalProperties",
  "required",
  "propertyOrdering",
]);

/** Keywords without which a schema says something else. What only narrows a value (`pattern`, say) is left to the validation. */
const shaping = ["allOf", "not", "if", "patternProperties", "dependentSchemas", "dependentRequired", "contains"];

const lists: ReadonlySet<string> = new Set(["anyOf", "oneOf", "prefixItems"]);
const maps: ReadonlySet<string> = new Set(["properties", "$defs"]);

export interface GoogleSchema {
  readonly schema: JSONSchema;
  /** What cannot be expressed, each with its path. */
  readonly problems: readonly string[];
}

/** A JSON Schema with the keywords that Google takes. */
export function googleSchema(schema: JSONSchema): GoogleSchema {
  const problems: string[] = [];
  // Older schemas have their definitions under another name, and Google knows references into `$defs` only.
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/definitions/', '"$ref":"#/$defs/');
  const { definitions, $defs, ...root }: JSONSchema = JSON.parse(text) as JSONSchema;
  const defs = { ...Object(definitions), ...Object($defs) };
  const whole = Object.keys(defs).length > 0 ? { ...root, $defs: defs } : root;
  return { schema: convert(whole, "the whole", problems), problems };
}

function convert(schema: JSONSchema, path: string, problems: string[]): JSONSchema {
  for (const keyword of shaping) if (keyword in schema) problems.push(`${path}: "${keyword}" is not taken`);
  // Beside a reference nothing may stand but what begins with "$".
  const keys = Object.keys(schema).filter((key) => taken.has(key) && (!("$ref" in schema) || key.startsWith("$")));
  const entries = keys.map((key): [string, unknown] => [key, converted(key, schema[key], path, problems)]);
  return { ...Object.fromEntries(entries), ...constant(schema) };
}

function converted(key: string, value: unknown, path: string, problems: string[]): unknown {
  if (lists.has(key) && Array.isArray(value)) {
    return value.map((one: unknown, at) => inner(one, `${path}.${key}[${at}]`, problems));
  }
  if (maps.has(key) && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, inner(one, `${path}.${name}`, problems)]),
    );
  }
  return key === "items" || key === "additionalProperties" ? inner(value, `${path}.${key}`, problems) : value;
}

function inner(value: unknown, path: string, problems: string[]): unknown {
  return isObject(value) ? convert(value, path, problems) : value;
}

/** A constant is a choice of one, where it is a text or a number; of the others the type alone is told. */
function constant(schema: JSONSchema): JSONSchema {
  const value = schema.const;
  if (typeof value === "string" || typeof value === "number") {
    return { type: schema.type ?? (typeof value === "string" ? "string" : "number"), enum: [value] };
  }
  if (value === null) return { type: "null" };
  return typeof value === "boolean" ? { type: "boolean" } : {};
}
