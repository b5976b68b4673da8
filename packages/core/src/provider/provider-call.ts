import type { Invocation } from "../call/call-decorator.js";
import { andThen, isPromiseLike, type MaybePromise } from "../call/maybe-promise.js";
import { currentContext, type CallContext } from "../context/call-context.js";
import type { BudgetedRequest } from "../cost/budget-account.js";
import type { Pricing } from "../cost/cost-of.js";
import type { CallRecord } from "../response/call-record.js";
import type { ToolHandoutOptions } from "../stream/tool-handout.js";
import type { CallRun } from "./call-run.js";
import type { CheckedOptions } from "./check-options.js";
import { prepareCall, type PreparedCall, type PromptResultOf } from "./prepare-call.js";
import type { NewStreamOptions, Provider, SendOptions } from "./provider.js";
import type { ProviderTypes, SentParams } from "./provider-types.js";
import { openStream } from "./stream-call.js";
import { receiveWhole } from "./whole-call.js";

/** One call: what a decorated function was called with, and what is sent for it. */
export class ProviderCall<Types extends ProviderTypes> {
  readonly provider: Provider<Types>;
  readonly options: CheckedOptions<Types>;
  readonly fnArgs: readonly unknown[];
  /** What surrounded it when it was made. */
  readonly context: CallContext;
  /** A promise while the prompt is one. */
  #prepared: MaybePromise<PreparedCall<Types>>;

  constructor(
    provider: Provider<Types>,
    options: CheckedOptions<Types>,
    fnArgs: readonly unknown[],
    prepared: MaybePromise<PreparedCall<Types>>,
    context = currentContext(),
  ) {
    this.context = context;
    this.provider = provider;
    this.options = options;
    this.fnArgs = fnArgs;
    this.#prepared = prepared;
    // Given to the first reader. Until then, and for a stream that is never read, nobody is to blame for not looking.
    if (isPromiseLike(prepared))
      prepared.then(
        (ready) => (this.#prepared = ready),
        () => undefined,
      );
  }

  static of<Types extends ProviderTypes>(
    provider: Provider<Types>,
    options: CheckedOptions<Types>,
    invocation: Invocation<PromptResultOf<Types>>,
  ): ProviderCall<Types> {
    return new ProviderCall(provider, options, invocation.fnArgs, prepareCall(provider, options, invocation));
  }

  /** The same call with these messages behind its own. */
  withMessages(more: readonly Types["message"][]): ProviderCall<Types> {
    if (more.length === 0) return this;
    return this.with((ready) => {
      const { converted } = ready;
      return { ...ready, converted: { ...converted, messages: [...converted.messages, ...more] } };
    });
  }

  /** The same call, prepared otherwise. */
  with(change: (prepared: PreparedCall<Types>) => PreparedCall<Types>): ProviderCall<Types> {
    return new ProviderCall(this.provider, this.options, this.fnArgs, andThen(this.#prepared, change), this.context);
  }

  stream(partials?: ToolHandoutOptions<unknown, unknown>["partials"]): Types["stream"] {
    return openStream(this, partials);
  }

  response(run: CallRun<Types>): Promise<Types["response"]> {
    return receiveWhole(this, run);
  }

  /** What was asked, once the prompt is there. */
  get prepared(): MaybePromise<PreparedCall<Types>> {
    return this.#prepared;
  }

  /** The body that is sent first, exactly. */
  async request(): Promise<Types["body"]> {
    return this.body(await this.#prepared, this.options.stream);
  }

  body({ params, converted, tools, form }: PreparedCall<Types>, stream: boolean): Types["body"] {
    return this.provider.body({ ...converted, params, tools, form, stream });
  }

  get pricing(): Pricing {
    return { provider: this.provider.name, source: this.options.prices };
  }

  /** A request of it, for its budgets. */
  budgeted({ budgets, params }: PreparedCall<Types>, body: Types["body"]): BudgetedRequest {
    return { budgets, body, model: String(params.model), pricing: this.pricing };
  }

  sendOptions(signal: AbortSignal): SendOptions {
    const { decode, limits, retry } = this.options;
    // Ours times the SDK's would be nine requests where three were asked for.
    return { signal, decode, limits, maxRetries: retry.attempts > 1 ? 0 : undefined };
  }

  createTool: NewStreamOptions<Types>["createTool"] = (call) => {
    const { tools } = isPromiseLike(this.#prepared) ? this.options : this.#prepared;
    return tools.create(call);
  };

  record = (): CallRecord<Types["message"], SentParams> => {
    const { fnArgs, pricing } = this;
    if (isPromiseLike(this.#prepared)) {
      const { metadata } = this.options;
      return { messages: [], callParams: {}, promptTemplate: null, fnArgs, metadata, pricing };
    }
    const { converted, params, promptTemplate, metadata } = this.#prepared;
    const { streamParams } = this.provider;
    const callParams = Object.fromEntries(Object.entries(params).filter(([name]) => !streamParams.includes(name)));
    const { messages, warnings = [] } = converted;
    return { messages, callParams, promptTemplate, fnArgs, metadata, warnings, pricing };
  };
}
