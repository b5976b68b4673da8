import { attemptCosts } from "../cost/attempt-costs.js";
import { costOf } from "../cost/cost-of.js";
import type { CostMetadata } from "../cost/price-source.js";
import { sumCosts } from "../cost/sum-costs.js";
import type { CallRecord } from "../response/call-record.js";
import type { ResponseContext } from "../response/base-call-response.js";
import type { Usage } from "../response/usage.js";
import { BaseStream, type BaseStreamOptions } from "../stream/base-stream.js";
import type { StreamState } from "../stream/stream-state.js";
import type { ToolOutput } from "../tool/tool-output.js";
import type { ProviderResponse, SentParams } from "./provider-types.js";

export interface CallStreamOptions<
  Chunk,
  State extends StreamState,
  Tool,
  PartialTool,
  MessageParam,
> extends BaseStreamOptions<Chunk, State, Tool, PartialTool> {
  /** What was asked, as far as it is known now: an async prompt tells its messages when the stream is opened. */
  record(): CallRecord<MessageParam, SentParams>;
}

/** A stream of a provider's: what was asked stands beside what arrives. */
export abstract class CallStream<
  Chunk,
  State extends StreamState,
  Response extends ProviderResponse,
  Tool,
  PartialTool,
  MessageParam,
> extends BaseStream<Chunk, State, Response, Tool, PartialTool> {
  readonly #record: () => CallRecord<MessageParam, SentParams>;

  constructor(options: CallStreamOptions<Chunk, State, Tool, PartialTool, MessageParam>) {
    super(options);
    this.#record = options.record;
  }

  /** The response from what was gathered so far, with what surrounds it. */
  protected abstract respond(context: ResponseContext<Tool, MessageParam, SentParams>): Response;

  protected override buildResponse(): Response {
    const { ending, timing, requestId, attempts } = this;
    return this.respond({ record: this.#record(), tools: [...this.tools], ending, timing, requestId, attempts });
  }

  /** The provider's last word on usage so far, in terms that no provider owns; null while it has reported nothing. */
  abstract readonly commonUsage: Usage | null;

  get inputTokens(): number | null {
    return this.commonUsage?.inputTokens ?? null;
  }

  get cachedTokens(): number | null {
    return this.commonUsage?.cachedTokens ?? null;
  }

  get outputTokens(): number | null {
    return this.commonUsage?.outputTokens ?? null;
  }

  get totalTokens(): number | null {
    return this.commonUsage?.totalTokens ?? null;
  }

  /** What the answer has cost by the last report, in US dollars. Null until there is one, without prices, and where nobody knows. */
  get cost(): number | null {
    return this.costMetadata?.total ?? null;
  }

  /** The same, with the attempts that failed before this one. Null where one of them is unknown. */
  get totalCost(): number | null {
    return sumCosts([...attemptCosts(this.attempts), this.cost]);
  }

  /** What the cost is made of. `estimated` until the answer is complete. */
  get costMetadata(): CostMetadata | null {
    const { commonUsage: usage, model, ending, timing } = this;
    const { callParams, pricing } = this.#record();
    return costOf({ usage, model, callParams, pricing, ending, timing });
  }

  /** The answer so far, ready to append to a history. */
  get messageParam(): Response["messageParam"] {
    return this.buildResponse().messageParam;
  }

  /** The last message of the user that was sent; null before that. */
  get userMessageParam(): Response["userMessageParam"] {
    return this.buildResponse().userMessageParam;
  }

  /** The messages that answer tool calls, ready to append behind `messageParam`. */
  toolMessageParams(outputs: readonly ToolOutput[]): ReturnType<Response["toolMessageParams"]>;
  toolMessageParams(outputs: readonly ToolOutput[]): readonly unknown[] {
    return this.buildResponse().toolMessageParams(outputs);
  }

  /** The messages that were sent; none before an async prompt is done. */
  get messages(): readonly MessageParam[] {
    return this.#record().messages;
  }

  get callParams(): SentParams {
    return this.#record().callParams;
  }

  get promptTemplate(): string | null {
    return this.#record().promptTemplate;
  }

  get fnArgs(): readonly unknown[] {
    return this.#record().fnArgs;
  }

  get metadata(): Readonly<Record<string, unknown>> {
    return this.#record().metadata;
  }

  /** What of the prompt could not be carried over to this provider and was left out, in words. */
  get warnings(): readonly string[] {
    return this.#record().warnings ?? [];
  }
}
