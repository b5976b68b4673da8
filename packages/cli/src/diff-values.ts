/** A place in JSON where two values differ. Undefined: it is not there. */
export interface ValueChange {
  /** As in `tools[0].function.name`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The innermost places where two JSON values differ. */
export function* diffValues(path: string, before: unknown, after: unknown): Generator<ValueChange> {
  if (!isHolder(before) || !isHolder(after) || Array.isArray(before) !== Array.isArray(after)) {
    if (before !== after) yield { path, before, after };
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    yield* diffValues(`${path}${step(key, Array.isArray(before))}`, own(before, key), own(after, key));
  }
}

function own(holder: object, key: string): unknown {
  return Object.hasOwn(holder, key) ? Reflect.get(holder, key) : undefined;
}

function isHolder(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function step(key: string, isIndex: boolean): string {
  if (isIndex) return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
