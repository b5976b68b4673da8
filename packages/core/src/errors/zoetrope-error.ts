/** What every copy of the package stamps on its errors: `instanceof` fails across copies, a registered symbol does not. */
const marker = Symbol.for("zoetrope.error");

type ErrorClass<T> = (abstract new (...args: never[]) => T) & { readonly errorName: string };

/** Base of all errors of this library. Errors of a provider's SDK (a refused request, say) are passed on as they are. */
export class ZoetropeError extends Error {
  /** The documented name. Written out because minifiers rename classes, and logs and `switch`es are written against it. */
  static readonly errorName: string = "ZoetropeError";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    const names = [];
    for (let at: unknown = new.target; typeof at === "function" && "errorName" in at; at = Object.getPrototypeOf(at)) {
      names.push(at.errorName);
    }
    Object.defineProperty(this, "name", { value: names[0], configurable: true });
    Object.defineProperty(this, marker, { value: names });
  }

  /** True for an error of this class or one below it, also when another copy of the package made it. Narrows like `instanceof`. */
  static isInstance<T>(this: ErrorClass<T>, value: unknown): value is T {
    if (typeof value !== "object" || value === null || !(marker in value)) return false;
    const names: unknown = value[marker];
    return Array.isArray(names) && names.includes(this.errorName);
  }
}
