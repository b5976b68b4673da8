import { isPromiseLike } from "../call/maybe-promise.js";
import { StreamMeter } from "../cost/stream-meter.js";
import { runInContext } from "../context/call-context.js";
import { CallOptionsError } from "../errors.js";
import { callFailure, isRequestFailure } from "../retry/call-failure.js";
import { isFailedRequest, noteFailedRequest } from "../retry/failed-requests.js";
import { RetryPlan } from "../retry/retry-plan.js";
import type { NextAttempt, StreamFailure } from "../stream/recovery.js";
import type { StreamAdapter } from "../stream/stream-adapter.js";
import type { ToolHandoutOptions } from "../stream/tool-handout.js";
import { fallbackCall } from "./fallback-call.js";
import type { NewStreamOptions } from "./provider.js";
import type { ProviderCall } from "./provider-call.js";
import type { ProviderTypes } from "./provider-types.js";

/** What each stream was made with: a stream that falls back to another call goes on with the parts of that call's. */
const partsOf = new WeakMap<object, unknown>();

/** Who counts what a stream spends, by what the stream was made with. */
const meters = new WeakMap<object, StreamMeter>();

/** What a stream was made with; undefined for one that no call made. `Types` are those of the provider whose stream it is. */
export function streamParts<Types extends ProviderTypes>(stream: Types["stream"]): NewStreamOptions<Types> | undefined {
  // Put there by `openStream`, under a stream of the same types.
  return partsOf.get(stream) as NewStreamOptions<Types> | undefined;
}

/** The stream of a call. Nothing is sent before it is read. */
export function openStream<Types extends ProviderTypes>(
  call: ProviderCall<Types>,
  partials?: ToolHandoutOptions<unknown, unknown>["partials"],
): Types["stream"] {
  const { provider, options, context } = call;
  const route = new StreamRoute(call);
  const parts: NewStreamOptions<Types> = {
    adapter: route.adapter,
    signal: options.signal,
    timeouts: options.timeouts,
    // First, so that a chunk counts by which another observer stops the stream, and what it hears at the end is settled.
    observers: isMetered(call) ? [route.meter, ...context.middleware] : context.middleware,
    record: () => route.parts.record(),
    createTool: (received) => route.parts.createTool(received),
    partials,
    recover: (failure) => route.recover(failure),
  };
  const stream = provider.stream(parts);
  route.kind = Object.getPrototypeOf(stream);
  partsOf.set(stream, parts);
  meters.set(parts, route.meter);
  route.meter.watch({ state: () => route.adapter.state, usage: () => stream.commonUsage });
  return stream;
}

/** It has a budget, or may come to have one. */
function isMetered<Types extends ProviderTypes>({ prepared, options }: ProviderCall<Types>): boolean {
  return isPromiseLike(prepared) || prepared.budgets.length > 0 || options.fallbacks.some(({ call }) => call);
}

type RouteParts<Types extends ProviderTypes> = Pick<NewStreamOptions<Types>, "record" | "createTool">;

/** The way that a stream's requests take, and where it goes when one fails. */
class StreamRoute<Types extends ProviderTypes> {
  /** What the stream asks of the call that it is the answer of: this one, or a fallback. */
  parts: RouteParts<Types>;
  /** The class of the stream: no other can go on with it. */
  kind: unknown = null;
  /** Of the current attempt. */
  adapter: StreamAdapter<unknown, Types["chunk"], Types["state"]>;
  readonly meter = new StreamMeter();
  readonly #first: ProviderCall<Types>;
  #call: ProviderCall<Types>;
  /** Made when the first request is sent, because its budget begins there. */
  #plan: RetryPlan | null = null;
  /** The prompt, the client or the options failed, which no other attempt mends. */
  #isHopeless = false;
  /** The stream of a fallback that is a call of its own: it decides until it knows no more. */
  #other: NewStreamOptions<Types> | null = null;

  constructor(call: ProviderCall<Types>) {
    this.#first = call;
    this.#call = call;
    this.parts = call;
    this.adapter = this.#newAdapter();
  }

  recover(failure: StreamFailure): NextAttempt<Types["chunk"], Types["state"]> | null {
    const next = this.#next(failure);
    if (next !== null) this.adapter = next.adapter;
    return next;
  }

  #newAdapter(): StreamAdapter<unknown, Types["chunk"], Types["state"]> {
    const call = this.#call;
    const { provider } = call;
    const { limits, acceptMissingFinishReason } = call.options;
    return provider.adapter({
      limits,
      acceptMissingFinishReason,
      open: async (signal) => {
        this.#isHopeless = true;
        const prepared = await call.prepared;
        const client = await provider.client(prepared.client);
        const body = call.body(prepared, true);
        signal.throwIfAborted();
        this.meter.admit(call.budgeted(prepared, body));
        this.#isHopeless = false;
        this.#plan ??= new RetryPlan(this.#first.options);
        return provider.sendStream(client, body, call.sendOptions(signal));
      },
    });
  }

  #next(failure: StreamFailure): NextAttempt<Types["chunk"], Types["state"]> | null {
    const { error } = failure;
    if (this.#plan === null) return null;
    const why = callFailure(error, failure);
    if (this.#other) {
      const next = this.#other.recover?.(failure) ?? null;
      if (next !== null || !isFailedRequest(error)) return next;
      this.#other = null;
    } else {
      if (this.#isHopeless || !isRequestFailure(error)) return null;
      noteFailedRequest(error);
      const delay = this.#plan.again(why);
      if (delay !== null) return { adapter: this.#newAdapter(), delay };
    }
    const route = this.#plan.fallback(why);
    const fallback = route === null ? undefined : this.#first.options.fallbacks[route - 1];
    if (fallback === undefined) return null;
    if (fallback.call) return this.#goOnWith(fallback.call);
    this.#call = fallbackCall(this.#first, fallback);
    this.parts = this.#call;
    return { adapter: this.#newAdapter(), delay: 0 };
  }

  #goOnWith(call: (...args: unknown[]) => unknown): NextAttempt<Types["chunk"], Types["state"]> {
    // As it was when the call was made: a stream may be read anywhere.
    const around = { ...this.#first.context, overrides: [], middleware: [], signal: null, budgets: [] };
    const stream = runInContext(around, () => call(...this.#first.fnArgs));
    const isOfOneKind = typeof stream === "object" && Object.getPrototypeOf(stream) === this.kind;
    // The types let in calls of the same kind only, which was looked at for those who ask no compiler.
    const other = isOfOneKind ? streamParts<Types>(stream as Types["stream"]) : undefined;
    if (other === undefined) {
      throw new CallOptionsError(
        "A fallback gave something else than a stream of the same kind. It must be a call of the same provider's wire, with stream: true, or an object with model, client or callParams.",
      );
    }
    const { prepared } = this.#first;
    // It has failed, and so it was sent, and its prompt is there.
    meters.get(other)?.goOnFrom(this.meter, isPromiseLike(prepared) ? [] : prepared.budgets);
    this.#other = other;
    this.parts = other;
    return { adapter: other.adapter, delay: 0 };
  }
}
