import { isObject } from "../json/json-object.js";

/** Names under which providers take keys in a body: for an MCP server (`authorization`, `authorization_token`), say. */
const secretNames =
  /^(?:authorization(?:[_-]?token)?|x-api-key|api[_-]?key(?:string)?|access[_-]?token|client[_-]?secret)$/i;

/** What is shown in place of a value under this name; undefined for one that may be shown. A schema of that name is no secret. */
export function masked(name: string, value: unknown): unknown {
  if (typeof value === "string" && secretNames.test(name)) return "[secret]";
  // Headers hold keys under names of anybody's choice.
  if (name !== "headers" || !isObject(value) || "type" in value) return undefined;
  return Object.fromEntries(Object.keys(value).map((header) => [header, "[secret]"]));
}
