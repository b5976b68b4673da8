export type MaybePromise<T> = T | Promise<T>;

/** `next(value)`, at once when the value is there: a prompt that needs no promise is rendered, and its faults are thrown, at the call. */
export function andThen<T, R>(value: T | PromiseLike<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return isPromiseLike(value) ? Promise.resolve(value).then(next) : next(value);
}

export function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
