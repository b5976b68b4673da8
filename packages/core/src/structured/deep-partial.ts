/**
 * What is known of a value while it arrives: every field may still be missing, a list may still grow. Read-only, because the object is
 * live and grows in the hands of whoever fills it.
 */
export type DeepPartial<T> = unknown extends T
  ? unknown
  : T extends string | number | boolean | bigint | symbol | null | undefined | Date
    ? T
    : T extends readonly (infer Element)[]
      ? readonly DeepPartial<Element>[]
      : T extends object
        ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
        : T;
