import {
  MalformedChunkError,
  ProviderStreamError,
  StreamError,
  StreamLimitError,
  StreamTimeoutError,
  StreamTruncatedError,
  ZoetropeError,
} from "../errors.js";
import { isObject, text } from "../json/json-object.js";

/**
 * - `refused`: the server answered with an HTTP status that is an error;
 * - `transport`: no server was reached, or the connection broke;
 * - `timeout`: one of the call's time limits passed;
 * - `provider`: an error inside an answer with status 200;
 * - `truncated`: the body ended and the provider had not said so;
 * - `malformed`: something arrived that is no answer;
 * - `limit`: the answer grew past one of the call's limits.
 */
export type FailureKind = "refused" | "transport" | "timeout" | "provider" | "truncated" | "malformed" | "limit";

/** Why an attempt at a call failed: what `retry.on` and a fallback's `on` decide by. */
export interface CallFailure {
  readonly kind: FailureKind;
  /** What the call would throw. */
  readonly error: unknown;
  /** The HTTP status, also one that a provider reports inside an answer; null where there is none. */
  readonly status: number | null;
  /** The provider's own word for it, as in `"insufficient_quota"`; null where it has none. */
  readonly code: string | null;
  /** Which attempt failed, counted from 1 over all routes. */
  readonly attempt: number;
  /** The reader was given some of the answer already. */
  readonly hasContent: boolean;
}

/** What the SDKs' errors have in common: a status, headers, and the provider's error, whose code stands in one of two places. */
interface SDKError {
  readonly status?: unknown;
  readonly headers?: unknown;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly error?: unknown;
}

export function callFailure(error: unknown, at: Pick<CallFailure, "attempt" | "hasContent">): CallFailure {
  return { kind: kindOf(error), error, status: statusOf(error), code: codeOf(error), ...at };
}

/** False for a mistake of the program, which is this library's own error and no stream's. */
export function isRequestFailure(error: unknown): boolean {
  return !ZoetropeError.isInstance(error) || StreamError.isInstance(error);
}

function kindOf(error: unknown): FailureKind {
  if (StreamTimeoutError.isInstance(error)) return "timeout";
  if (ProviderStreamError.isInstance(error)) return "provider";
  if (StreamTruncatedError.isInstance(error)) return "truncated";
  if (MalformedChunkError.isInstance(error)) return "malformed";
  if (StreamLimitError.isInstance(error)) return "limit";
  return statusOf(error) === null ? "transport" : "refused";
}

function statusOf(error: unknown): number | null {
  const { status, error: reported, code }: SDKError = Object(error);
  if (typeof status === "number") return status;
  // OpenRouter and Gemini report the status of whoever stands behind them as the code of an error frame.
  const inside = isObject(reported) ? (reported.code ?? reported.status) : code;
  return typeof inside === "number" && inside >= 400 && inside < 600 ? inside : null;
}

function codeOf(error: unknown): string | null {
  const { code, type, error: reported }: SDKError = Object(error);
  const body = isObject(reported) && isObject(reported.error) ? reported.error : reported;
  const own = ZoetropeError.isInstance(error) ? null : (text(code) ?? text(type));
  return own ?? (isObject(body) ? (text(body.code) ?? text(body.type)) : null);
}

/** Codes by which providers say that asking again is in vain, whatever the status. Sources: the error pages of OpenAI and Anthropic. */
const vain =
  /invalid_request|authentication|permission|not_found|insufficient_quota|billing|context_length|content_(?:filter|policy)/;

/** The failures that pass by themselves: the rule of the SDKs, and what they never see because it comes behind the headers. */
export function isTransient({ kind, status, code, error }: CallFailure): boolean {
  const said = headerOf(error, "x-should-retry");
  if (said === "true" || said === "false") return said === "true";
  if (code !== null && vain.test(code)) return false;
  if (status !== null) return status === 408 || status === 409 || status === 429 || status >= 500;
  return kind === "transport" || kind === "timeout" || kind === "truncated" || kind === "provider";
}

/** A request that no other attempt can mend: it is wrong, or whoever sends it is unknown. */
export function isFinal({ kind, status }: CallFailure): boolean {
  return kind === "refused" && (status === 400 || status === 401);
}

/** How long the server asks to be left alone, in milliseconds; null where it does not say. Dates are read, too. */
export function retryAfter({ error }: CallFailure): number | null {
  const ms = Number.parseFloat(headerOf(error, "retry-after-ms") ?? "");
  if (ms >= 0) return ms;
  const said = headerOf(error, "retry-after");
  if (said === null) return null;
  const seconds = Number(said);
  if (seconds >= 0) return seconds * 1000;
  const until = Date.parse(said) - Date.now();
  return Number.isNaN(until) ? null : Math.max(0, until);
}

/** The SDKs keep the headers as `Headers`, older ones as an object. */
function headerOf(error: unknown, name: string): string | null {
  const { headers }: SDKError = Object(error);
  if (typeof headers !== "object" || headers === null) return null;
  if ("get" in headers && typeof headers.get === "function") return text(headers.get(name));
  return Object.hasOwn(headers, name) ? text(Reflect.get(headers, name)) : null;
}
