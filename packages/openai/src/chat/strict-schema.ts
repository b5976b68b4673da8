import type { JSONSchema } from "@zoetrope/core";

/** A place that OpenAI's strict form cannot express. */
export interface StrictProblem {
  /** As in `guests[].born`; empty for the whole. Under `$defs` it begins with the definition, as in `#/$defs/Node.next`. */
  readonly path: string;
  readonly reason: string;
}

export interface StrictSchema {
  readonly schema: JSONSchema;
  /** Empty where `schema` says what the given one says. Else it must not be sent as strict: OpenAI refuses the whole request. */
  readonly problems: readonly StrictProblem[];
}

/**
 * A JSON Schema in the form that OpenAI holds a model to: every object closed, every field required, one that was optional as nullable.
 *
 * What only narrows a value and is not supported (an unknown format, a length) goes into the description, where the model still reads
 * it; validation asks for it afterwards in any case. What changes the kind of value (a record, a tuple, an intersection) is a problem.
 *
 * Source: "Supported schemas" of https://developers.openai.com/api/docs/guides/structured-outputs. Its limits on size (5,000 fields,
 * 10 levels, 1,000 enum values) are left to OpenAI, which alone knows how it counts.
 */
export function strictSchema(schema: JSONSchema): StrictSchema {
  const problems: StrictProblem[] = [];
  const made = convert(schema, "", problems);
  if (made.type !== "object" || made.anyOf !== undefined)
    problems.unshift({ path: "", reason: "the root must be an object, and no union" });
  return { schema: made, problems };
}

/** Sent as they are. */
const supported = new Set(
  "$ref type enum const title description multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minItems maxItems".split(
    " ",
  ),
);

const supportedFormats = new Set("date-time time date duration email hostname ipv4 ipv6 uuid".split(" "));

/** Told in the description instead. `default` and `examples` are not in OpenAI's list, and help a model that has to fill a field. */
const told = new Set(
  "default examples format pattern minLength maxLength uniqueItems minProperties maxProperties allOf contentEncoding contentMediaType".split(
    " ",
  ),
);

/** What each changes about the kind of value, in words. */
const refused: Readonly<Record<string, string>> = {
  prefixItems: "a tuple: use an object, or an array of one kind",
  patternProperties: "keys of any name (a record): use an array of { key, value }",
  not: "`not` (z.never()): leave the field out",
  contains: "`contains`",
  dependentRequired: "`dependentRequired`",
  dependentSchemas: "`dependentSchemas`",
  if: "`if`",
  $dynamicRef: "`$dynamicRef`",
  unevaluatedItems: "`unevaluatedItems`",
  unevaluatedProperties: "`unevaluatedProperties`",
};

function convert(given: unknown, path: string, problems: StrictProblem[]): JSONSchema {
  const problem = (reason: string): void => void problems.push({ path, reason });
  if (!isRecord(given)) {
    problem("a schema that is no object");
    return {};
  }
  const made: Record<string, unknown> = {};
  const hints: string[] = [];
  for (const [keyword, value] of Object.entries(given)) {
    const reason = refused[keyword];
    if (reason !== undefined) problem(reason);
    else if (supported.has(keyword) || isSupportedText(keyword, value)) made[keyword] = value;
    else if (told.has(keyword) && !isSaidByFormat(keyword, given)) hints.push(`${keyword}: ${JSON.stringify(value)}`);
    else if (keyword === "items" && isRecord(value)) made.items = convert(value, `${path}[]`, problems);
    else if (keyword === "anyOf" || keyword === "oneOf")
      made.anyOf = listOf(value).map((one) => convert(one, path, problems));
    else if (keyword === "$defs" || keyword === "definitions") {
      made[keyword] = convertEach(value, (name) => `#/${keyword}/${name}`, problems);
    }
  }
  if (isObjectSchema(given)) {
    if (isOpen(given))
      problem("keys of any name (a record, or an object that lets them through): use an array of { key, value }");
    if (given.allOf !== undefined) problem("an intersection: write one object");
    made.properties = convertFields(given, path, problems);
    made.required = Object.keys(Object(given.properties));
    made.additionalProperties = false;
  }
  if (hasType(given, "array") && !isRecord(given.items) && given.prefixItems === undefined) {
    problem("an array that does not say of what");
  }
  if (
    ["type", "enum", "const", "anyOf", "$ref"].every((keyword) => made[keyword] === undefined) &&
    given.not === undefined
  ) {
    problem("any value (z.any(), z.unknown()): say which");
  }
  return withReferenceAlone(hints.length === 0 ? made : { ...made, description: describe(made.description, hints) });
}

function convertFields(object: JSONSchema, path: string, problems: StrictProblem[]): JSONSchema {
  const required = listOf(object.required);
  const fields = convertEach(object.properties, (key) => (path === "" ? key : `${path}.${key}`), problems);
  return mapValues(fields, (field, key) => (required.includes(key) ? field : nullable(Object(field))));
}

function convertEach(schemas: unknown, at: (key: string) => string, problems: StrictProblem[]): JSONSchema {
  return mapValues(Object(schemas), (schema, key) => convert(schema, at(key), problems));
}

/** The description stays outside, where the model reads it for the field. */
function nullable(schema: JSONSchema): JSONSchema {
  const { description, ...rest } = schema;
  const outside = description === undefined ? {} : { description };
  const listed = rest.enum !== undefined || rest.const !== undefined;
  if (Array.isArray(rest.type) && !listed)
    return rest.type.includes("null") ? schema : { ...schema, type: [...rest.type, "null"] };
  const alternatives = Object.keys(rest).join() === "anyOf" ? listOf(rest.anyOf) : [rest];
  const isNull = (one: unknown): boolean => isRecord(one) && one.type === "null";
  return { ...outside, anyOf: alternatives.some(isNull) ? alternatives : [...alternatives, { type: "null" }] };
}

/** OpenAI refuses any keyword beside a `$ref`. */
function withReferenceAlone(schema: JSONSchema): JSONSchema {
  const { $ref, ...rest } = schema;
  return $ref === undefined || Object.keys(rest).length === 0 ? schema : { ...rest, anyOf: [{ $ref }] };
}

function isSupportedText(keyword: string, value: unknown): boolean {
  if (keyword === "format") return typeof value === "string" && supportedFormats.has(value);
  // "regex lookaround is not supported" is what OpenAI answers; its engine has no back-references either.
  return keyword === "pattern" && typeof value === "string" && !/\(\?(?:[=!]|<[=!])|\\(?:[1-9]|k<)/.test(value);
}

/** zod writes its own pattern beside a format; the model needs it once. */
function isSaidByFormat(keyword: string, { format }: JSONSchema): boolean {
  return keyword === "pattern" && isSupportedText("format", format);
}

function isObjectSchema(schema: JSONSchema): boolean {
  return hasType(schema, "object") || isRecord(schema.properties);
}

function isOpen({ additionalProperties }: JSONSchema): boolean {
  return additionalProperties !== undefined && additionalProperties !== false;
}

function hasType({ type }: JSONSchema, name: string): boolean {
  return type === name || listOf(type).includes(name);
}

function describe(description: unknown, hints: readonly string[]): string {
  const hint = `(${hints.join(", ")})`;
  return typeof description === "string" && description !== "" ? `${description} ${hint}` : hint;
}

function mapValues(record: JSONSchema, map: (value: unknown, key: string) => unknown): JSONSchema {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is JSONSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
