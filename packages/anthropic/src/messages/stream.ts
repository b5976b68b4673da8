import {
  BaseStream,
  type BaseStreamOptions,
  type CallRecord,
  type InvalidTool,
  type SentParams,
  type ToolOutput,
} from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import { buildMessage } from "./build-response.js";
import type { AnthropicCallResponseChunk } from "./call-response-chunk.js";
import { AnthropicCallResponse, type ThinkingBlock } from "./call-response.js";
import type { MessageState } from "./stream-state.js";
import { toToolMessageParams } from "./tool-message.js";
import { cacheWriteTokens, commonUsage } from "./usage.js";

export interface AnthropicStreamOptions<Tool, PartialTool> extends BaseStreamOptions<
  AnthropicCallResponseChunk,
  MessageState,
  Tool | InvalidTool,
  PartialTool
> {
  /** What was asked, as far as it is known now: an async prompt tells its messages when the stream is opened. */
  record(): CallRecord<Anthropic.MessageParam, SentParams>;
}

/** A message while it arrives. `PartialTool` is what else its pairs hold: nothing, unless the call asked for partial tools. */
export class AnthropicStream<Tool = never, PartialTool = never> extends BaseStream<
  AnthropicCallResponseChunk,
  MessageState,
  AnthropicCallResponse<Tool>,
  Tool | InvalidTool,
  PartialTool
> {
  readonly #record: AnthropicStreamOptions<Tool, PartialTool>["record"];

  constructor(options: AnthropicStreamOptions<Tool, PartialTool>) {
    super(options);
    this.#record = options.record;
  }

  protected override buildResponse(): AnthropicCallResponse<Tool> {
    return new AnthropicCallResponse<Tool>({
      response: buildMessage(this.state),
      record: this.#record(),
      tools: [...this.tools],
      ending: this.ending,
      timing: this.timing,
      requestId: this.requestId,
    });
  }

  /** The server's last word: what it reported at the start, overlaid with what it reported since. Null while it has reported nothing. */
  get usage(): Anthropic.Usage | null {
    return this.state.usage as Anthropic.Usage | null;
  }

  /** Of the whole prompt: fresh, written to the cache and read from it. */
  get inputTokens(): number | null {
    return commonUsage(this.state.usage)?.inputTokens ?? null;
  }

  /** Those of `inputTokens` that were read from the cache. */
  get cachedTokens(): number | null {
    return commonUsage(this.state.usage)?.cachedTokens ?? null;
  }

  /** Those of `inputTokens` that were written to the cache. */
  get cacheWriteTokens(): number | null {
    return cacheWriteTokens(this.state.usage);
  }

  get outputTokens(): number | null {
    return commonUsage(this.state.usage)?.outputTokens ?? null;
  }

  get totalTokens(): number | null {
    return commonUsage(this.state.usage)?.totalTokens ?? null;
  }

  /** The answer so far, ready to append to a history. */
  get messageParam(): Anthropic.AssistantMessageParam {
    return this.buildResponse().messageParam;
  }

  /** The last message of the user that was sent; null before that. */
  get userMessageParam(): Anthropic.UserMessageParam | null {
    return this.buildResponse().userMessageParam;
  }

  /** The message that answers tool calls, ready to append behind `messageParam`. */
  toolMessageParams(outputs: readonly ToolOutput[]): Anthropic.UserMessageParam[] {
    return toToolMessageParams(outputs);
  }

  /** The thinking so far, signatures included. */
  get thinkingBlocks(): readonly ThinkingBlock[] {
    return this.buildResponse().thinkingBlocks;
  }

  /** What the text so far cites, in its order. */
  get citations(): readonly Anthropic.TextCitation[] {
    return this.buildResponse().citations;
  }

  /** The whole blocks so far of tools that the provider runs, and all others that only the provider knows. */
  get serverBlocks(): readonly Anthropic.ContentBlock[] {
    return this.buildResponse().serverBlocks;
  }

  /** The messages that were sent; none before an async prompt is done. */
  get messages(): readonly Anthropic.MessageParam[] {
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
}
