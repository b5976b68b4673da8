import { acceptsNull, alternativesOf, isRecord, listOf, resolveSchema, schemaOf, typesOf } from "./json-schema.js";
import type { JSONSchema } from "./tool-definition.js";

/**
 * The value without the nulls that stand for an absent field: those of a field that the schema neither requires nor lets be null.
 * A provider's strict form requires every field and writes null for one that is left out; and a default must then apply.
 *
 * `schema` is the JSON Schema before it was made strict. In a union only the alternatives that the value can belong to are asked, and
 * nothing is changed where they disagree. Nothing that was given is changed in place.
 */
export function dropAbsentNulls(schema: JSONSchema, value: unknown): unknown {
  return clean({ root: schema, done: new Map() }, schema, value);
}

interface Cleaning {
  readonly root: JSONSchema;
  /** What was made of a value by a schema: two alternatives of a recursive union that are alike would ask again at each level, 2ⁿ times. */
  readonly done: Map<JSONSchema, Map<object, unknown>>;
}

function clean(cleaning: Cleaning, given: unknown, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const schema = resolveSchema(given, cleaning.root);
  if (Object.keys(schema).length === 0) return value;
  let done = cleaning.done.get(schema);
  if (!done) cleaning.done.set(schema, (done = new Map()));
  if (!done.has(value)) done.set(value, cleanBy(cleaning, schema, value));
  return done.get(value);
}

function cleanBy(cleaning: Cleaning, schema: JSONSchema, value: object): unknown {
  const alternatives = alternativesOf(schema);
  const chosen = alternatives ? cleanAlternatives(cleaning, alternatives, value) : value;
  const joined = listOf(schema.allOf).reduce<unknown>((part, member) => clean(cleaning, member, part), chosen);
  if (Array.isArray(joined)) {
    const first = listOf(schema.prefixItems);
    return joined.map((item, index) => clean(cleaning, first[index] ?? schema.items, item));
  }
  return isRecord(joined) ? cleanObject(cleaning, schema, joined) : joined;
}

function cleanObject(cleaning: Cleaning, schema: JSONSchema, value: JSONSchema): unknown {
  const properties = schemaOf(schema.properties);
  const required = listOf(schema.required);
  const kept = Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
    if (!Object.hasOwn(properties, key)) return [[key, clean(cleaning, schema.additionalProperties, item)]];
    if (item === null && !required.includes(key) && !acceptsNull(properties[key], cleaning.root)) return [];
    return [[key, clean(cleaning, properties[key], item)]];
  });
  // Makes own properties, also of a key called "__proto__".
  return Object.fromEntries(kept);
}

function cleanAlternatives(cleaning: Cleaning, alternatives: readonly unknown[], value: object): unknown {
  const possible = alternatives.filter((alternative) => couldBe(alternative, value, cleaning.root));
  const [first = value, ...others] = possible.map((alternative) => clean(cleaning, alternative, value));
  if (others.length === 0) return first;
  const text = JSON.stringify(first);
  return others.every((other) => JSON.stringify(other) === text) ? first : value;
}

/** Whether a value can belong to an alternative: by its kind, its keys, and the kinds and literals of its own fields. */
function couldBe(given: unknown, value: unknown, root: JSONSchema): boolean {
  const schema = resolveSchema(given, root);
  if (!couldBeAlone(schema, value)) return false;
  if (!isRecord(value) || !isRecord(schema.properties)) return true;
  const { properties, additionalProperties = false } = schema;
  const required = listOf(schema.required);
  // Strict or not: a model that is told two alternatives takes all keys from the same one.
  if (additionalProperties === false && Object.keys(value).some((key) => !Object.hasOwn(properties, key))) return false;
  return Object.entries(properties).every(([key, property]) => {
    if (!Object.hasOwn(value, key)) return !required.includes(key);
    if (value[key] === null) return !required.includes(key) || acceptsNull(property, root);
    return couldBeAlone(resolveSchema(property, root), value[key]);
  });
}

function couldBeAlone(schema: JSONSchema, value: unknown): boolean {
  if ("const" in schema && schema.const !== value) return false;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false;
  const types = typesOf(schema);
  return types.length === 0 || types.includes(typeOf(value)) || (types.includes("integer") && Number.isInteger(value));
}

function typeOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}
