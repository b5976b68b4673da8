import { currentContext, runInContext } from "../context/call-context.js";
import { CallOptionsError, type PartialResponse } from "../errors.js";
import type { Middleware } from "../stream/middleware.js";
import { aroundCall } from "./around-call.js";

/** What of a stream its observers are told in terms of. */
interface Observable<Chunk, Tool, Response> extends AsyncIterable<readonly [chunk: Chunk, tool: unknown]> {
  readonly tools: readonly Tool[];
  constructCallResponse(): Response;
}

/** The middleware that fits a call: its events are typed by what the call returns. */
export type MiddlewareOf<Result> =
  Result extends Observable<infer Chunk, infer Tool, infer Response>
    ? Middleware<Chunk, Tool, Response>
    : Result extends { readonly source: Observable<infer Chunk, infer Tool, infer Response> }
      ? Middleware<Chunk, Tool, Response>
      : Result extends PromiseLike<infer Response extends PartialResponse>
        ? Middleware<never, never, Response>
        : Middleware;

/**
 * The same call, watched:
 *
 * ```ts
 * const watched = withMiddleware(recommend, { onEvent: (event) => console.log(event.type, event.callId) });
 * for await (const [chunk] of watched("fantasy")) …
 * ```
 *
 * `call` is any function that makes calls: a decorated one, which keeps its `toRequest` and `explain`, or one around a prompt, as in
 * `() => recipe.stream()`. Each request for an answer is a call of its own, with a `callId` of its own: one that a `responseModel` asks
 * again, say. What its prompt function calls by itself is not watched. Where the runtime has no `AsyncLocalStorage`, calls that an async
 * function makes behind its first `await` are not seen. Several may be put on one call; the outermost is told first.
 *
 * Throws `CallOptionsError` for what is no function or no middleware.
 */
export function withMiddleware<Call extends (...args: never[]) => unknown>(
  call: Call,
  middleware: MiddlewareOf<ReturnType<Call>>,
): Call;
export function withMiddleware(call: (...args: unknown[]) => unknown, middleware: Middleware): typeof call {
  if (typeof call !== "function")
    throw new CallOptionsError("withMiddleware takes a call: withMiddleware(call, { onEvent }).");
  if (typeof Object(middleware).onEvent !== "function") {
    throw new CallOptionsError("A middleware has a function onEvent: withMiddleware(call, { onEvent: (event) => … }).");
  }
  return aroundCall(call, (run) => runInContext({ middleware: [...currentContext().middleware, middleware] }, run));
}
