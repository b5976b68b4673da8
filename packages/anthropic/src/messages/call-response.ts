import {
  BaseCallResponse,
  isObject,
  objects,
  text,
  type CommonResponse,
  type InvalidTool,
  type JSONObject,
  type ResponseContext,
  type SentParams,
  type ToolOutput,
  type Usage,
} from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import { neutralFinishReason } from "./finish-reason.js";
import { toMessageParam, toolCallsOf } from "./message-param.js";
import { fromAnthropicMessage, fromAnthropicMessages } from "./read-messages.js";
import { toToolMessageParams } from "./tool-message.js";
import { cacheWriteTokens, commonUsage } from "./usage.js";
import { contentOf, reasoningOf, refusalOf } from "./wire.js";

export interface AnthropicResponseContext<Tool> extends ResponseContext<
  Tool | InvalidTool,
  Anthropic.MessageParam,
  SentParams
> {
  readonly response: Anthropic.Message;
  /** The tool calls, where their ids were read already. */
  readonly toolCalls?: readonly JSONObject[];
}

/** Thinking as the model showed it, or as only the provider can read it. Both go back in the next turn. */
export type ThinkingBlock = Anthropic.ThinkingBlock | Anthropic.RedactedThinkingBlock;

const clientBlocks: ReadonlySet<unknown> = new Set(["text", "thinking", "redacted_thinking", "tool_use"]);

/** A whole message of Anthropic's API. */
export class AnthropicCallResponse<Tool = never> extends BaseCallResponse<
  Tool | InvalidTool,
  Anthropic.MessageParam,
  SentParams
> {
  /** The message as it came; after a stream, as it would have come without one. */
  readonly response: Anthropic.Message;
  readonly #toolCalls: readonly JSONObject[];

  constructor(context: AnthropicResponseContext<Tool>) {
    super(context);
    this.response = context.response;
    this.#toolCalls = context.toolCalls ?? toolCallsOf(this.#raw);
  }

  get #raw(): JSONObject {
    // Read as JSON, because servers leave out what the type promises.
    return this.response as unknown as JSONObject;
  }

  get #usage(): JSONObject | null {
    return isObject(this.#raw.usage) ? this.#raw.usage : null;
  }

  /** The text of all text blocks. */
  get content(): string {
    return contentOf(this.#raw.content);
  }

  /** Why the model would not answer, where the API explains it. That it would not is the finish reason `refusal`. */
  get refusal(): string | null {
    return refusalOf(this.#raw);
  }

  /** The thinking that was shown; null when there was none, also where a model thought and showed no word of it. */
  get reasoning(): string | null {
    return reasoningOf(this.#raw.content);
  }

  /** The stop reason, alone in its list. With `pause_turn`, append `messageParam` to the history and call again: the model goes on. */
  get finishReasons(): readonly string[] {
    const reason = text(this.#raw.stop_reason);
    return reason === null ? [] : [reason];
  }

  get model(): string {
    return text(this.#raw.model) ?? "";
  }

  get id(): string {
    return text(this.#raw.id) ?? "";
  }

  /** Null when the server reported none. */
  get usage(): Anthropic.Usage | null {
    return this.#usage as Anthropic.Usage | null;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(this.#usage);
  }

  /** Those of `inputTokens` that were written to the cache. */
  get cacheWriteTokens(): number | null {
    return cacheWriteTokens(this.#usage);
  }

  get messageParam(): Anthropic.AssistantMessageParam {
    return toMessageParam(this.#raw, this.#toolCalls);
  }

  /** The last message that the user wrote; null when there was none. One that only answers tool calls is none. */
  get userMessageParam(): Anthropic.UserMessageParam | null {
    return this.messages.findLast(isOfUser) ?? null;
  }

  /** The message that answers tool calls, ready to append behind `messageParam`. */
  toolMessageParams(outputs: readonly ToolOutput[]): Anthropic.UserMessageParam[] {
    return toToolMessageParams(outputs);
  }

  /** The thinking, signatures included. */
  get thinkingBlocks(): readonly ThinkingBlock[] {
    const blocks = objects(this.#raw.content);
    const thoughts = blocks.filter(({ type }) => type === "thinking" || type === "redacted_thinking");
    return thoughts as unknown as ThinkingBlock[];
  }

  /** What the text cites, in its order. */
  get citations(): readonly Anthropic.TextCitation[] {
    const cited = objects(this.#raw.content).flatMap((block) =>
      block.type === "text" ? objects(block.citations) : [],
    );
    return cited as unknown as Anthropic.TextCitation[];
  }

  /** The blocks of tools that the provider runs, calls and results, and all others that only the provider knows. */
  get serverBlocks(): readonly Anthropic.ContentBlock[] {
    const blocks = objects(this.#raw.content).filter(({ type }) => !clientBlocks.has(type));
    return blocks as unknown as Anthropic.ContentBlock[];
  }

  get common(): CommonResponse {
    return {
      finishReason: neutralFinishReason(text(this.#raw.stop_reason)),
      usage: commonUsage(this.#usage),
      message: fromAnthropicMessage(this.messageParam),
      messages: fromAnthropicMessages(this.messages),
    };
  }
}

function isOfUser(message: Anthropic.MessageParam): message is Anthropic.UserMessageParam {
  if (message.role !== "user") return false;
  return typeof message.content === "string" || message.content.some(({ type }) => type !== "tool_result");
}
