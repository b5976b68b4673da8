import { BudgetAccount } from "../cost/budget-account.js";
import { estimateTokens } from "../cost/estimate-tokens.js";
import { callFailure, isRequestFailure } from "../retry/call-failure.js";
import { noteFailedRequest } from "../retry/failed-requests.js";
import type { RetryPlan } from "../retry/retry-plan.js";
import { CallObservers, type EventStamp } from "../stream/call-observers.js";
import type { CallEvent } from "../stream/middleware.js";
import { orAborted } from "../stream/or-aborted.js";
import { pause } from "../stream/pause.js";
import { now } from "../stream/timing.js";
import type { CallRun } from "./call-run.js";
import type { WholeAnswer } from "./provider.js";
import type { ProviderCall } from "./provider-call.js";
import type { ProviderTypes } from "./provider-types.js";

/** The whole answer of a call, asked for as often as its `retry` says. Its fallbacks are not asked here. */
export async function receiveWhole<Types extends ProviderTypes>(
  call: ProviderCall<Types>,
  run: CallRun<Types>,
): Promise<Types["response"]> {
  const { signal } = run;
  signal.throwIfAborted();
  const observers = new CallObservers<never, never, Types["response"]>(call.context.middleware, (error) =>
    run.abort(error),
  );
  try {
    // A prompt that is pending listens to no signal.
    return await orAborted(new WholeCall(call, run, observers).receive(), signal);
  } catch (error) {
    // As in a stream: the caller finds its own reason, and not what the SDK made of it.
    const thrown: unknown = signal.aborted ? signal.reason : error;
    observers.tell((stamp) =>
      run.isLeft
        ? { type: "end", ending: { status: "aborted", cause: thrown }, response: null, ...stamp }
        : { type: "error", error: thrown, response: null, ...stamp },
    );
    throw thrown;
  }
}

class WholeCall<Types extends ProviderTypes> {
  readonly #call: ProviderCall<Types>;
  readonly #observers: CallObservers<never, never, Types["response"]>;
  readonly #run: CallRun<Types>;

  constructor(
    call: ProviderCall<Types>,
    run: CallRun<Types>,
    observers: CallObservers<never, never, Types["response"]>,
  ) {
    this.#call = call;
    this.#run = run;
    this.#observers = observers;
  }

  async receive(): Promise<Types["response"]> {
    const call = this.#call;
    const { signal } = this.#run;
    const { provider } = call;
    const prepared = await call.prepared;
    const client = await provider.client(prepared.client);
    const body = call.body(prepared, false);
    signal.throwIfAborted();
    const account = prepared.budgets.length > 0 ? new BudgetAccount(call.budgeted(prepared, body)) : null;
    let response: Types["response"];
    try {
      response = await this.#ask(client, body);
    } catch (error) {
      // What was refused cost nothing; what was left is charged.
      if (signal.aborted) account?.close({ usage: null, cost: null, outputTokens: 0, isComplete: false });
      else account?.drop();
      throw error;
    }
    const { commonUsage: usage, cost, content, reasoning } = response;
    account?.close({ usage, cost, outputTokens: estimateTokens(content + (reasoning ?? "")), isComplete: true });
    this.#tell((stamp) => ({ type: "end", ending: { status: "complete" }, response, ...stamp }));
    return response;
  }

  async #ask(client: Types["client"], body: Types["body"]): Promise<Types["response"]> {
    const call = this.#call;
    const { provider } = call;
    const { plan, signal } = this.#run;
    this.#tell((stamp) => ({ type: "start", provider: provider.name, ...stamp }));
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
    return provider.response(received.answer, {
      record: call.record(),
      ending: { status: "complete" },
      timing: { startedAt, firstChunkAt: null, firstContentAt: null, endedAt: now() },
      requestId: received.requestId,
      attempts: this.#run.answer(),
      createTool: call.createTool,
    });
  }

  async #waitForNext(plan: RetryPlan, error: unknown, startedAt: number, signal: AbortSignal): Promise<void> {
    noteFailedRequest(error);
    const failed = this.#run.fail(error, startedAt);
    const delay = plan.again(callFailure(error, { attempt: failed.attempt, hasContent: false }));
    if (delay === null) throw error;
    this.#tell((stamp) => ({ type: "retry", failed, delay, ...stamp }));
    await pause(delay, signal);
  }

  /** What an observer throws, the call throws. */
  #tell(event: (stamp: EventStamp) => CallEvent<never, never, Types["response"]>): void {
    const fault = this.#observers.tell(event);
    if (fault) throw fault.error;
  }
}
