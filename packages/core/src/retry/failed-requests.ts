/**
 * What requests failed with. Whatever else a call throws (its prompt, its parser, its schema, a predicate, an observer) is a mistake that
 * another route would only repeat.
 */
const failed = new WeakSet<object>();

export function noteFailedRequest(error: unknown): void {
  if (typeof error === "object" && error !== null) failed.add(error);
}

export function isFailedRequest(error: unknown): boolean {
  return typeof error === "object" && error !== null && failed.has(error);
}
