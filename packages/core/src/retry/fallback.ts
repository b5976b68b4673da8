import { CallOptionsError } from "../errors.js";
import type { CallFailure } from "./call-failure.js";

/** The same prompt, asked of another model, by another client, or with other params. What is left out stays. */
export interface FallbackRoute<Params = object, Client = object> {
  readonly model?: string;
  readonly client?: Client;
  readonly apiKey?: string;
  readonly baseURL?: string;
  /** Over those of the call. */
  readonly callParams?: Params;
  /** After which failures this one takes over. Default: any. Never asked about 400, 401 or an abort. */
  readonly on?: (failure: CallFailure) => boolean;
}

/** Another call, made with the arguments of this one. It has its own options, its own retries and its own fallbacks. */
export interface FallbackCall<Result> {
  readonly call: (...args: never[]) => Result;
  /** See `FallbackRoute`. */
  readonly on?: (failure: CallFailure) => boolean;
  /** Functions have a `call`, too, and a `length`: this keeps those that return something else from being taken for such an object. */
  readonly length?: never;
}

/** Who answers when a call has failed for good. */
export type Fallback<Params, Client, Result> =
  | FallbackRoute<Params, Client>
  | FallbackCall<Result>
  | ((...args: never[]) => Result);

/** A fallback as the calls use it. */
export interface CheckedFallback extends Omit<FallbackRoute, "on"> {
  /** Null: the same prompt by another route. */
  readonly call: ((...args: unknown[]) => unknown) | null;
  readonly on: (failure: CallFailure) => boolean;
}

const known: readonly string[] = ["model", "client", "apiKey", "baseURL", "callParams", "on", "call"];
const always = (): boolean => true;

/** Throws `CallOptionsError` for what is no fallback. */
export function checkFallbacks(given: readonly unknown[] = []): CheckedFallback[] {
  if (!Array.isArray(given)) {
    throw new CallOptionsError("fallback is a list: fallback: [otherCall, { model, client, callParams }].");
  }
  return given.map((entry, at) => checkFallback(entry, `fallback[${at}]`));
}

function checkFallback(entry: unknown, where: string): CheckedFallback {
  if (isCall(entry)) return { call: entry, on: always };
  if (typeof entry !== "object" || entry === null) {
    throw new CallOptionsError(
      `${where} is ${String(entry)}, and must be a call, or an object with model, client or callParams.`,
    );
  }
  for (const name of Object.keys(entry)) {
    if (known.includes(name)) continue;
    throw new CallOptionsError(`${where}.${name} is no option of a fallback. There are: ${known.join(", ")}.`);
  }
  const { call = null, on = always, ...route }: { call?: unknown; on?: unknown } = entry;
  if (typeof on !== "function")
    throw new CallOptionsError(`${where}.on must be a function of the failure that returns a boolean.`);
  const isAlone = Object.values(route).every((value) => value === undefined);
  if (call === null ? isAlone : !isCall(call) || !isAlone) {
    throw new CallOptionsError(
      `${where} must have a call, or else one or more of model, client, apiKey, baseURL and callParams.`,
    );
  }
  // The names were checked; the values are by `checkRoutes`, which knows the provider.
  return { ...route, call, on } as CheckedFallback;
}

function isCall(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === "function";
}
