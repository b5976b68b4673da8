/** Reads every property of an object, own or inherited, and what it says as JSON and as text. Returns what threw, in words. */
export function touchAll(object: object): string[] {
  const names = new Set<string>();
  for (let at: object | null = object; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  const faults: string[] = [];
  const attempt = (name: string, read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      faults.push(`${object.constructor.name}.${name} threw ${String(error)}`);
    }
  };
  for (const name of names) attempt(name, () => Reflect.get(object, name));
  attempt("toString()", () => String(object));
  attempt("toJSON()", () => JSON.stringify("toJSON" in object ? object : null));
  return faults;
}
