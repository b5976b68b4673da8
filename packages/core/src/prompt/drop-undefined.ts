/** A copy without the keys whose value is undefined, which means "as if not given". */
export function dropUndefined(values: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
