import { isObject, type JSONSchema } from "@zoetrope/core";

/** A place that Anthropic's structured outputs cannot express. */
export interface SchemaProblem {
  /** As in `guests[].born`; empty for the whole. Under `$defs` it begins with the definition, as in `#/$defs/Node.next`. */
  readonly path: string;
  readonly reason: string;
}

export interface OutputSchema {
  readonly schema: JSONSchema;
  /** Empty where `schema` says what the given one says. Else it must not be sent: Anthropic refuses the whole request. */
  readonly problems: readonly SchemaProblem[];
}

/**
 * A JSON Schema in the form that Anthropic holds a model to: every object closed, of each value only its kind. Optional fields stay so.
 *
 * What only narrows a value and is not supported (a length, a range) goes into the description, where the model still reads it;
 * validation asks for it afterwards in any case. What changes the kind of value (a record, a tuple, recursion) is a problem.
 *
 * Source: "JSON Schema limitations" of https://platform.claude.com/docs/en/build-with-claude/structured-outputs, and
 * `transformJSONSchema` of the SDK, which does the same. Limits on size are left to Anthropic, which alone knows how it counts.
 */
export function outputSchema(schema: JSONSchema): OutputSchema {
  const problems: SchemaProblem[] = [];
  const made = convert(schema, "", problems);
  for (const name of recursive(schema)) {
    const path = name === "" ? "" : `#/$defs/${name}`;
    problems.push({ path, reason: "a definition that holds itself: bound its depth" });
  }
  return { schema: made, problems };
}

/** Sent as they are. */
const supported = new Set(["$ref", "type", "enum", "const", "title", "description", "default", "required"]);

const supportedFormats = new Set("date-time time date duration email hostname uri ipv4 ipv6 uuid".split(" "));

/** Told in the description instead. */
const told = new Set(
  (
    "examples format pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems " +
    "uniqueItems minProperties maxProperties contentEncoding contentMediaType"
  ).split(" "),
);

/** Each says of what kind a value is. */
const kinds = ["type", "enum", "const", "anyOf", "allOf", "$ref"];

const besideReference = new Set(["$ref", "$defs", "definitions"]);

/** What each changes about the kind of value, in words. */
const refused = new Map([
  ["prefixItems", "a tuple: use an object, or an array of one kind"],
  ["patternProperties", "keys of any name (a record): use an array of { key, value }"],
  ["not", "`not` (z.never()): leave the field out"],
  ["contains", "`contains`"],
  ["dependentRequired", "`dependentRequired`"],
  ["dependentSchemas", "`dependentSchemas`"],
  ["if", "`if`"],
  ["$dynamicRef", "`$dynamicRef`"],
  ["unevaluatedItems", "`unevaluatedItems`"],
  ["unevaluatedProperties", "`unevaluatedProperties`"],
]);

function convert(given: unknown, path: string, problems: SchemaProblem[]): JSONSchema {
  const problem = (reason: string): void => void problems.push({ path, reason });
  if (!isObject(given)) {
    problem("a schema that is no object");
    return {};
  }
  const made = new Map<string, unknown>();
  const hints: string[] = [];
  for (const [keyword, value] of Object.entries(given)) {
    const reason = refused.get(keyword);
    if (reason !== undefined) problem(reason);
    else if (supported.has(keyword) || isSupportedValue(keyword, value)) made.set(keyword, value);
    else if (told.has(keyword)) {
      // zod writes its own pattern beside a format; the model needs it once.
      if (keyword !== "pattern" || !isSupportedValue("format", given.format)) {
        hints.push(`${keyword}: ${JSON.stringify(value)}`);
      }
    } else if (keyword === "items") made.set("items", convert(value, `${path}[]`, problems));
    else if (keyword === "anyOf" || keyword === "oneOf" || keyword === "allOf") {
      const alternatives = Array.isArray(value) ? value.map((one) => convert(one, path, problems)) : value;
      made.set(keyword === "allOf" ? "allOf" : "anyOf", alternatives);
    } else if (keyword === "properties") {
      made.set(
        keyword,
        convertEach(value, (name) => (path === "" ? name : `${path}.${name}`), problems),
      );
    } else if (keyword === "$defs" || keyword === "definitions") {
      made.set(
        keyword,
        convertEach(value, (name) => `#/${keyword}/${name}`, problems),
      );
    }
  }
  if (hints.length > 0) made.set("description", describe(given.description, hints));
  if (hasType(given, "object") || isObject(given.properties)) closeObject(given, made, problem);
  const { enum: choices } = given;
  if (Array.isArray(choices) && choices.some((choice) => typeof choice === "object" && choice !== null)) {
    problem("a choice of objects or lists");
  }
  if (given.not === undefined && !kinds.some((keyword) => made.has(keyword))) {
    problem("any value (z.any(), z.unknown()): say which");
  }
  // As the SDK has it: choices say by themselves of what type they are, and a reference stands alone.
  if (made.has("enum") || made.has("const")) made.delete("type");
  const entries = [...made];
  return Object.fromEntries(made.has("$ref") ? entries.filter(([name]) => besideReference.has(name)) : entries);
}

function closeObject(given: JSONSchema, made: Map<string, unknown>, problem: (reason: string) => void): void {
  const { additionalProperties: rest } = given;
  if (rest !== undefined && rest !== false) {
    problem("keys of any name (a record, or an object that lets them through): use an array of { key, value }");
  }
  if (given.allOf !== undefined) problem("an intersection: write one object");
  if (!made.has("properties")) made.set("properties", {});
  made.set("additionalProperties", false);
}

function convertEach(schemas: unknown, at: (key: string) => string, problems: SchemaProblem[]): JSONSchema {
  const entries = isObject(schemas) ? Object.entries(schemas) : [];
  return Object.fromEntries(entries.map(([key, schema]) => [key, convert(schema, at(key), problems)]));
}

function isSupportedValue(keyword: string, value: unknown): boolean {
  if (keyword === "format") return typeof value === "string" && supportedFormats.has(value);
  return keyword === "minItems" && (value === 0 || value === 1);
}

function hasType({ type }: JSONSchema, name: string): boolean {
  return type === name || (Array.isArray(type) && type.includes(name));
}

function describe(description: unknown, hints: readonly string[]): string {
  const hint = `(${hints.join(", ")})`;
  return typeof description === "string" && description !== "" ? `${description} ${hint}` : hint;
}

/** The definitions that lead back to themselves; "" is the whole, which `{ "$ref": "#" }` names. */
function recursive(schema: JSONSchema): string[] {
  const definitions = { ...Object(schema.$defs), ...Object(schema.definitions) };
  const edges = new Map(
    [["", schema] as const, ...Object.entries(definitions)].map(([name, one]) => [
      name,
      // The definitions stand in the whole, and are no part of it.
      references(name === "" ? { ...schema, $defs: undefined, definitions: undefined } : one),
    ]),
  );
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (edges.get(from) ?? []).some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      return reaches(next, to, seen.add(next));
    });
  return [...edges.keys()].filter((name) => reaches(name, name, new Set()));
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  const own = typeof value.$ref === "string" ? [value.$ref.replace(/^#(\/(\$defs|definitions)\/)?/, "")] : [];
  return [...own, ...Object.values(value).flatMap(references)];
}
