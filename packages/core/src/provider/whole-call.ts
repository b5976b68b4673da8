import { BudgetAccount, type FinalCount } from "../cost/budget-account.js";
import { estimateTokens } from "../cost/estimate-tokens.js";
import { callFailure, isRequestFailure } from "../retry/call-failure.js";
import { noteFailedRequest } from "../retry/failed-requests.js";
import type { RetryPlan } from "../retry/retry-plan.js";
import { CallObservers, type EventStamp } from "../stream/call-observers.js";
import type { CallEvent } from "../stream/middleware.js";
import { orAborted } from "../stream/or-aborted.js";
import { pause } from "../stream/pause.js";
import { now } from "../stream/timing.js";
import type { ReceivedToolCall } from "../tool/tool-set.js";
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

/** Of an answer that nobody has read. */
const promptAlone: FinalCount = { usage: null, cost: null, outputTokens: 0, isComplete: false };

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
    const response = await this.#ask(client, body, () =>
      prepared.budgets.length > 0 ? new BudgetAccount(call.budgeted(prepared, body)) : null,
    );
    this.#tell((stamp) => ({ type: "end", ending: { status: "complete" }, response, ...stamp }));
    return response;
  }

  /** `admit` opens an account for each request, as a stream does: others may have spent the rest while this one waited. */
  async #ask(
    client: Types["client"],
    body: Types["body"],
    admit: () => BudgetAccount | null,
  ): Promise<Types["response"]> {
    const call = this.#call;
    const { provider } = call;
    const { plan, signal } = this.#run;
    this.#tell((stamp) => ({ type: "start", provider: provider.name, ...stamp }));
    const startedAt = now();
    for (;;) {
      const attemptedAt = now();
      const account = admit();
      let received: WholeAnswer;
      try {
        received = await provider.sendWhole(client, body, call.sendOptions(signal));
      } catch (error) {
        // What was refused cost nothing; what was left is charged.
        if (signal.aborted) account?.close(promptAlone);
        else account?.drop();
        if (signal.aborted || !isRequestFailure(error)) throw error;
        await this.#waitForNext(plan, error, attemptedAt, signal);
        continue;
      }
      return this.#respond(received, startedAt, account);
    }
  }

  #respond({ answer, requestId }: WholeAnswer, startedAt: number, account: BudgetAccount | null): Types["response"] {
    const call = this.#call;
    let called = "";
    const faults: unknown[] = [];
    const createTool = (received: ReceivedToolCall): unknown => {
      called += received.name + received.arguments.text;
      try {
        return call.createTool(received);
      } catch (error) {
        // Thrown when the answer, which was paid for, is charged.
        faults.push(error);
        return null;
      }
    };
    let final: FinalCount = promptAlone;
    try {
      const response = call.provider.response(answer, {
        record: call.record(),
        ending: { status: "complete" },
        timing: { startedAt, firstChunkAt: null, firstContentAt: null, endedAt: now() },
        requestId,
        attempts: this.#run.answer(),
        createTool,
      });
      const { commonUsage: usage, cost, content, reasoning, refusal } = response;
      const words = content + (reasoning ?? "") + (refusal ?? "") + called;
      final = { usage, cost, outputTokens: estimateTokens(words), isComplete: true };
      if (faults.length > 0) throw faults[0];
      return response;
    } finally {
      account?.close(final);
    }
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
