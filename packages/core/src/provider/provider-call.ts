import type { Invocation } from "../call/call-decorator.js";
import { andThen, isPromiseLike, type MaybePromise } from "../call/maybe-promise.js";
import type { CallRecord } from "../response/call-record.js";
import { orAborted } from "../stream/or-aborted.js";
import { now } from "../stream/timing.js";
import type { ToolHandoutOptions } from "../stream/tool-handout.js";
import type { CheckedOptions } from "./check-options.js";
import { prepareCall, type PreparedCall, type PromptResultOf } from "./prepare-call.js";
import type { Provider } from "./provider.js";
import type { ProviderTypes, SentParams } from "./provider-types.js";

/** One call: what a decorated function was called with, and what is sent for it. */
export class ProviderCall<Types extends ProviderTypes> {
  readonly #provider: Provider<Types>;
  readonly #options: CheckedOptions<Types>;
  readonly #fnArgs: readonly unknown[];
  /** A promise while the prompt is one. */
  #prepared: MaybePromise<PreparedCall<Types>>;

  constructor(
    provider: Provider<Types>,
    options: CheckedOptions<Types>,
    fnArgs: readonly unknown[],
    prepared: MaybePromise<PreparedCall<Types>>,
  ) {
    this.#provider = provider;
    this.#options = options;
    this.#fnArgs = fnArgs;
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
    const prepared = andThen(this.#prepared, (ready) => {
      const { converted } = ready;
      return { ...ready, converted: { ...converted, messages: [...converted.messages, ...more] } };
    });
    return new ProviderCall(this.#provider, this.#options, this.#fnArgs, prepared);
  }

  stream(createPartial?: ToolHandoutOptions<unknown, unknown>["createPartial"]): Types["stream"] {
    const { limits, acceptMissingFinishReason, signal } = this.#options;
    const provider = this.#provider;
    const adapter = provider.adapter({
      limits,
      acceptMissingFinishReason,
      open: async (own) => {
        const prepared = await this.#prepared;
        const client = await provider.client(prepared.client);
        return provider.sendStream(client, this.#body(prepared, true), this.#sendOptions(own));
      },
    });
    return provider.stream({
      adapter,
      signal,
      record: () => this.#record(),
      createTool: (call) => this.#tools.create(call),
      createPartial,
    });
  }

  async response(): Promise<Types["response"]> {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    // Ours, because the SDK leaves its listeners on the signal that it is given.
    const controller = new AbortController();
    const onAbort = (): void => controller.abort(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      // A prompt that is pending listens to no signal.
      return await orAborted(this.#receive(controller.signal), controller.signal);
    } catch (error) {
      // As in a stream: the caller finds its own reason, and not what the SDK made of it.
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async #receive(signal: AbortSignal): Promise<Types["response"]> {
    const provider = this.#provider;
    const prepared = await this.#prepared;
    const client = await provider.client(prepared.client);
    signal.throwIfAborted();
    const startedAt = now();
    const { answer, requestId } = await provider.sendWhole(
      client,
      this.#body(prepared, false),
      this.#sendOptions(signal),
    );
    return provider.response(answer, {
      record: this.#record(),
      ending: { status: "complete" },
      timing: { startedAt, firstChunkAt: null, firstContentAt: null, endedAt: now() },
      requestId,
      createTool: (call) => prepared.tools.create(call),
    });
  }

  /** What was asked, once the prompt is there. */
  get prepared(): MaybePromise<PreparedCall<Types>> {
    return this.#prepared;
  }

  /** The body that is sent first, exactly. */
  async request(): Promise<Types["body"]> {
    return this.#body(await this.#prepared, this.#options.stream);
  }

  #body({ params, converted, tools, form }: PreparedCall<Types>, stream: boolean): Types["body"] {
    return this.#provider.body({ ...converted, params, tools, form, stream });
  }

  #sendOptions(signal: AbortSignal): Parameters<Provider<Types>["sendStream"]>[2] {
    const { decode, limits } = this.#options;
    return { signal, decode, limits, maxRetries: undefined };
  }

  get #tools(): PreparedCall<Types>["tools"] {
    return isPromiseLike(this.#prepared) ? this.#options.tools : this.#prepared.tools;
  }

  #record(): CallRecord<Types["message"], SentParams> {
    if (isPromiseLike(this.#prepared)) {
      const { metadata } = this.#options;
      return { messages: [], callParams: {}, promptTemplate: null, fnArgs: this.#fnArgs, metadata };
    }
    const { converted, params, promptTemplate, metadata } = this.#prepared;
    const { streamParams } = this.#provider;
    const callParams = Object.fromEntries(Object.entries(params).filter(([name]) => !streamParams.includes(name)));
    return { messages: converted.messages, callParams, promptTemplate, fnArgs: this.#fnArgs, metadata };
  }
}
