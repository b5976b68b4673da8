const listLength = 3;

/**
 * A value for a JSON Schema: the topic for every text, 1 for every number, three elements in every list. Asked again it heeds a
 * number's minimum, too, as a model heeds what it was told it got wrong.
 */
export function standInValue(schema: unknown, topic: string, isAskedAgain: boolean): unknown {
  if (!isRecord(schema)) return topic;
  const inner = (part: unknown, about = topic): unknown => standInValue(part, about, isAskedAgain);
  if (Array.isArray(schema.anyOf)) return inner(schema.anyOf[0]);
  if (Array.isArray(schema.enum)) return schema.enum[0];
  switch (schema.type) {
    case "object":
      return Object.fromEntries(Object.entries(Object(schema.properties)).map(([name, part]) => [name, inner(part)]));
    case "array":
      return Array.from({ length: listLength }, (_, at) => inner(schema.items, `${topic}, part ${at + 1}`));
    case "number":
    case "integer":
      return isAskedAgain && typeof schema.minimum === "number" ? schema.minimum : 1;
    case "boolean":
      return true;
    default:
      return topic;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
