/** What a JSON text can say. Read-only, because the values that a parser shows go on growing in its hands. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** The way from the whole value to a part of it: keys of objects and indices of arrays. Empty for the whole value. */
export type JsonPath = readonly (string | number)[];

/** An array or an object that is still being filled. */
export type OpenContainer = JsonValue[] | Record<string, JsonValue>;

export type Container = readonly JsonValue[] | JsonObject;

export function isContainer(value: JsonValue | undefined): value is Container {
  return typeof value === "object" && value !== null;
}

/** `Array.isArray` does not narrow read-only arrays. */
export function isJsonArray(value: Container): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function hasPart(container: Container, key: string | number): boolean {
  // An array's length is an own property too, and no element.
  return Object.hasOwn(container, key) && !(key === "length" && isJsonArray(container));
}

/** A member or an element, by a key that is the container's own. */
export function getPart(container: Container, key: string | number): JsonValue | undefined {
  return isJsonArray(container) ? container[Number(key)] : container[key];
}

/** Sets a member or an element. The key must be an index where the container is an array. */
export function setPart(container: OpenContainer, key: string | number, value: JsonValue): void {
  if (Array.isArray(container)) container[Number(key)] = value;
  // An assignment to `__proto__` would change what the object inherits. In JSON it is a key like any other.
  else if (key === "__proto__") {
    Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
  } else container[key] = value;
}
