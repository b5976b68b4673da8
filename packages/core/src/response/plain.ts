/**
 * A copy that `JSON.stringify` takes whatever stood in it: no cycle, no BigInt, no getter that throws. For logs; a value that a user
 * put into metadata must not be what breaks them.
 */
export function plain(value: unknown, parents: readonly object[] = []): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (parents.includes(value)) return "[circular]";
  const within = [...parents, value];
  try {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value)) return value.map((item) => plain(item, within));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, within)]));
  } catch (error) {
    return `[unreadable: ${String(error)}]`;
  }
}
