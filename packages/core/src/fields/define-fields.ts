/**
 * Puts validated values on an instance, each read-only and for good.
 *
 * Not configurable, because a subclass that declares a field again (`ingredient!: string`, which is what a user of Mirascope types)
 * would overwrite the value with `undefined` after the base's constructor; like this the language throws at that moment.
 */
export function defineFields(target: object, values: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(values)) {
    Object.defineProperty(target, key, { value, enumerable: true, writable: false, configurable: false });
  }
}
