import { StreamTimeoutError } from "../errors.js";
import { callFailure, isRequestFailure } from "../retry/call-failure.js";
import { RetryPlan } from "../retry/retry-plan.js";
import { CallObservers, type EventStamp } from "../stream/call-observers.js";
import type { CallEvent } from "../stream/middleware.js";
import { orAborted } from "../stream/or-aborted.js";
import { pause } from "../stream/pause.js";
import type { AttemptRecord } from "../stream/recovery.js";
import { now } from "../stream/timing.js";
import type { WholeAnswer } from "./provider.js";
import type { ProviderCall } from "./provider-call.js";
import type { ProviderTypes } from "./provider-types.js";

/** The whole answer of a call, asked for as often as its `retry` says. Its fallbacks are not asked here. */
export async function receiveWhole<Types extends ProviderTypes>(call: ProviderCall<Types>): Promise<Types["response"]> {
  const { provider, options, context } = call;
  const { signal } = options;
  const { total } = options.timeouts;
  signal?.throwIfAborted();
  // Ours, because the SDK leaves its listeners on the signal that it is given.
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer = total === null ? undefined : setTimeout(() => controller.abort(tooLong(total, provider.name)), total);
  const observers = new CallObservers<never, never, Types["response"]>(context.middleware, (error) =>
    controller.abort(error),
  );
  try {
    // A prompt that is pending listens to no signal.
    return await orAborted(new WholeCall(call, observers).receive(controller.signal), controller.signal);
  } catch (error) {
    const isLeft = signal?.aborted === true;
    // As in a stream: the caller finds its own reason, and not what the SDK made of it.
    const thrown: unknown = isLeft ? signal.reason : error;
    observers.tell((stamp) =>
      isLeft
        ? { type: "end", ending: { status: "aborted", cause: thrown }, response: null, ...stamp }
        : { type: "error", error: thrown, response: null, ...stamp },
    );
    throw thrown;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

class WholeCall<Types extends ProviderTypes> {
  readonly #call: ProviderCall<Types>;
  readonly #observers: CallObservers<never, never, Types["response"]>;
  readonly #attempts: AttemptRecord<null>[] = [];

  constructor(call: ProviderCall<Types>, observers: CallObservers<never, never, Types["response"]>) {
    this.#call = call;
    this.#observers = observers;
  }

  async receive(signal: AbortSignal): Promise<Types["response"]> {
    const call = this.#call;
    const { provider } = call;
    const prepared = await call.prepared;
    const client = await provider.client(prepared.client);
    const body = call.body(prepared, false);
    signal.throwIfAborted();
    this.#tell((stamp) => ({ type: "start", provider: provider.name, ...stamp }));
    call.isSent = true;
    const plan = new RetryPlan(call.options);
    const startedAt = now();
    let received: WholeAnswer | null = null;
    while (received === null) {
      const attemptedAt = now();
      try {
        received = await provider.sendWhole(client, body, call.sendOptions(signal));
      } catch (error) {
        if (signal.aborted || !isRequestFailure(error)) throw error;
        await this.#waitForNext(plan, error, attemptedAt, signal);
      }
    }
    const response = provider.response(received.answer, {
      record: call.record(),
      ending: { status: "complete" },
      timing: { startedAt, firstChunkAt: null, firstContentAt: null, endedAt: now() },
      requestId: received.requestId,
      attempts: this.#attempts,
      createTool: call.createTool,
    });
    this.#tell((stamp) => ({ type: "end", ending: { status: "complete" }, response, ...stamp }));
    return response;
  }

  async #waitForNext(plan: RetryPlan, error: unknown, startedAt: number, signal: AbortSignal): Promise<void> {
    const attempt = this.#attempts.length + 1;
    const delay = plan.again(callFailure(error, { attempt, hasContent: false }));
    if (delay === null) throw error;
    const failed = { attempt, error, response: null, usage: null, startedAt, endedAt: now() };
    this.#attempts.push(failed);
    this.#tell((stamp) => ({ type: "retry", failed, delay, ...stamp }));
    await pause(delay, signal);
  }

  /** What an observer throws, the call throws. */
  #tell(event: (stamp: EventStamp) => CallEvent<never, never, Types["response"]>): void {
    const fault = this.#observers.tell(event);
    if (fault) throw fault.error;
  }
}

function tooLong(total: number, provider: string): StreamTimeoutError {
  const message = `The answer was not complete within ${total} ms. Raise timeouts.total if it may take longer.`;
  return new StreamTimeoutError(message, "total").attach({ partial: null, provider, requestId: null });
}
