import type { CostMetadata } from "../cost/price-source.js";
import type { Message } from "../messages/message.js";
import type { Provider } from "../provider/provider.js";
import type { ProviderResponse } from "../provider/provider-types.js";
import { BaseCallResponse, type CommonResponse } from "../response/base-call-response.js";
import type { Usage } from "../response/usage.js";
import type { InvalidTool } from "../tool/invalid-tool.js";
import type { ToolOutput } from "../tool/tool-output.js";
import { toNeutralParams, type NeutralSentParams } from "./call-params.js";
import { toToolMessages } from "./tool-message.js";

/** Why an answer ended, in words that no provider owns. Where none of them says the same, it is the provider's own. */
export type NeutralFinishReason = "stop" | "length" | "tool_calls" | "content_filter" | (string & {});

/** What of a provider a response of its is told in terms of. */
export type RespondingProvider = Pick<Provider, "name" | "neutralNames">;

/** A whole answer of any provider's model, in words that none of them owns. It speaks of the first choice, where there are several. */
export class CallResponse<Tool = never> extends BaseCallResponse<Tool | InvalidTool, Message, NeutralSentParams> {
  /** The answer as the provider's own calls give it: `response.original instanceof AnthropicCallResponse` tells whose it is. */
  readonly original: ProviderResponse;
  /** Who answered, as in `"anthropic"`. */
  readonly provider: string;
  readonly #common: CommonResponse;

  constructor(original: ProviderResponse, provider: RespondingProvider) {
    const { common } = original;
    super({
      record: { ...recordOf(original, provider), messages: common.messages },
      // Made by the tools of the call that `Tool` was read from.
      tools: original.tools as readonly (Tool | InvalidTool)[],
      ending: original.ending,
      timing: original.timing,
      requestId: original.requestId,
      attempts: original.attempts,
    });
    this.original = original;
    this.provider = provider.name;
    this.#common = common;
  }

  get content(): string {
    return this.original.content;
  }

  /** Null when nothing was refused. */
  get refusal(): string | null {
    return this.original.refusal;
  }

  /** Null when the model showed none. */
  get reasoning(): string | null {
    return this.original.reasoning;
  }

  /** Null where the provider said none. */
  get finishReason(): NeutralFinishReason | null {
    return this.#common.finishReason;
  }

  /** `finishReason`, alone in its list; empty where there is none. */
  get finishReasons(): readonly NeutralFinishReason[] {
    return this.finishReason === null ? [] : [this.finishReason];
  }

  /** As the provider calls it; "" where it did not say. */
  get model(): string {
    return this.original.model;
  }

  get id(): string {
    return this.original.id;
  }

  /** Null when the provider reported none. */
  get usage(): Usage | null {
    return this.#common.usage;
  }

  override get commonUsage(): Usage | null {
    return this.usage;
  }

  override get costMetadata(): CostMetadata | null {
    return this.original.costMetadata;
  }

  /** Ready to append to a history, which any provider can go on with. */
  get messageParam(): Message {
    return this.#common.message;
  }

  /** The last message of the user that was sent; null when there was none. */
  get userMessageParam(): Message | null {
    return this.messages.findLast(({ role }) => role === "user") ?? null;
  }

  /** The message that answers tool calls, ready to append behind `messageParam`. */
  toolMessageParams(outputs: readonly ToolOutput[]): Message[] {
    return toToolMessages(outputs);
  }

  get common(): CommonResponse {
    return this.#common;
  }
}

function recordOf(original: ProviderResponse, provider: RespondingProvider) {
  const { callParams, promptTemplate, fnArgs, metadata, warnings } = original;
  return { callParams: toNeutralParams(provider, callParams), promptTemplate, fnArgs, metadata, warnings };
}
