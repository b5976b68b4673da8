import type { CallRecord } from "./call-record.js";
import { costOf, type Pricing } from "../cost/cost-of.js";
import type { CostMetadata } from "../cost/price-source.js";
import { sumCosts } from "../cost/sum-costs.js";
import type { PartialResponse } from "../errors.js";
import type { Message } from "../messages/message.js";
import type { StreamEnding } from "../stream/ending.js";
import type { AttemptRecord } from "../stream/recovery.js";
import type { StreamTiming } from "../stream/timing.js";
import { attemptCosts } from "../cost/attempt-costs.js";
import { plainData } from "./plain-data.js";
import type { Usage } from "./usage.js";

/** What surrounds an answer, streamed or not. */
export interface ResponseContext<Tool, MessageParam, Params> {
  readonly record: CallRecord<MessageParam, Params>;
  /** The tools called, already made: a streamed response holds the very objects that its pairs had. */
  readonly tools: readonly Tool[];
  readonly ending: StreamEnding | null;
  readonly timing: StreamTiming;
  readonly requestId: string | null;
  /** Attempts that failed before this answer. Default none. */
  readonly attempts?: readonly AttemptRecord[];
}

/** The same answer in terms that no provider owns. */
export interface CommonResponse {
  readonly finishReason: string | null;
  readonly usage: Usage | null;
  readonly message: Message;
  readonly messages: readonly Message[];
}

/** A whole answer of a model. */
export abstract class BaseCallResponse<Tool, MessageParam, Params> implements PartialResponse {
  /** The tools that the model called, in its order. */
  readonly tools: readonly Tool[];
  /** How the answer ended. Null in the `partial` of a stream that goes on. */
  readonly ending: StreamEnding | null;
  readonly timing: StreamTiming;
  /** The provider's id of the request, for its support. */
  readonly requestId: string | null;
  /** The attempts that failed before this answer came: with their errors, and what they reported to cost. */
  readonly attempts: readonly AttemptRecord[];
  /** The messages that were sent. */
  readonly messages: readonly MessageParam[];
  /** The call params that were sent, the model included. */
  readonly callParams: Params;
  readonly promptTemplate: string | null;
  readonly fnArgs: readonly unknown[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What of the prompt could not be carried over to this provider and was left out, in words. */
  readonly warnings: readonly string[];
  readonly #pricing: Pricing | undefined;

  constructor({
    record,
    tools,
    ending,
    timing,
    requestId,
    attempts = [],
  }: ResponseContext<Tool, MessageParam, Params>) {
    this.tools = tools;
    this.ending = ending;
    this.timing = timing;
    this.requestId = requestId;
    this.attempts = [...attempts];
    this.messages = record.messages;
    this.callParams = record.callParams;
    this.promptTemplate = record.promptTemplate;
    this.fnArgs = record.fnArgs;
    this.metadata = record.metadata;
    this.warnings = record.warnings ?? [];
    this.#pricing = record.pricing;
  }

  abstract readonly content: string;
  abstract readonly refusal: string | null;
  abstract readonly reasoning: string | null;
  abstract readonly finishReasons: readonly string[];
  abstract readonly model: string;
  abstract readonly id: string;
  abstract readonly usage: unknown;
  /** The usage in terms that no provider owns; null when it reported none. */
  abstract readonly commonUsage: Usage | null;
  /** Ready to append to a history. */
  abstract readonly messageParam: MessageParam;
  abstract readonly common: CommonResponse;

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

  /** What this answer cost, in US dollars: `costMetadata.total`. Null without prices (see `prices`), and where nobody knows. */
  get cost(): number | null {
    return this.costMetadata?.total ?? null;
  }

  /** The same, with the attempts that failed before it. Null where one of them is unknown. */
  get totalCost(): number | null {
    return sumCosts([...attemptCosts(this.attempts), this.cost]);
  }

  /** What the cost is made of. */
  get costMetadata(): CostMetadata | null {
    const { commonUsage: usage, model, callParams, ending, timing } = this;
    return costOf({ usage, model, callParams, pricing: this.#pricing, ending, timing });
  }

  /** The first tool called; null when none was. */
  get tool(): Tool | null {
    return this.tools[0] ?? null;
  }

  /** For logs: plain JSON without the arguments of the function, which may be anything, and without a secret. */
  toJSON(): unknown {
    const { content, refusal, reasoning, finishReasons, model, id, usage, messageParam } = this;
    const { messages, callParams, promptTemplate, metadata } = this;
    const ending = this.ending?.status ?? null;
    const cost = this.cost ?? undefined;
    const answer = { model, id, content, refusal, reasoning, finishReasons, usage, cost, messageParam, ending };
    return plainData({ ...answer, messages, callParams, promptTemplate, metadata });
  }

  toString(): string {
    return this.content;
  }
}
