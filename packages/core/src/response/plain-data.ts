import { masked } from "./secret-names.js";

/**
 * A copy that is plain JSON, whatever stood in it. An object of a class stands as the name of its class, `[OpenAI]`: what it
 * holds, an API key for one, is not ours to show. What cannot be read stands as the reason.
 */
export function plainData(value: unknown, parents: readonly object[] = []): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (parents.includes(value)) return "[circular]";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof URL) return value.href;
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  const within = [...parents, value];
  if (Array.isArray(value)) return value.map((item) => plainData(item, within) ?? null);
  if (!isPlain(value)) return `[${nameOf(value)}]`;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const given = read(value, key);
    const item = masked(key, given) ?? plainData(given, within);
    if (item !== undefined)
      Object.defineProperty(copy, key, { value: item, enumerable: true, writable: true, configurable: true });
  }
  return copy;
}

function read(holder: object, key: string): unknown {
  try {
    return Reflect.get(holder, key);
  } catch (error) {
    return `[unreadable: ${String(error)}]`;
  }
}

/** Of no class: made by `{}`, also in another realm, or without a prototype. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: object): string {
  const { constructor }: { constructor?: unknown } = value;
  return typeof constructor === "function" ? constructor.name : "object";
}
