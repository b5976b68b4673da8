import {
  BaseCallResponse,
  isObject,
  text,
  type CommonResponse,
  type InvalidTool,
  type JSONObject,
  type Message,
  type ResponseContext,
  type SentParams,
  type ToolOutput,
  type Usage,
} from "@zoetrope/core";
import type OpenAI from "openai";
import type { OpenAIResponsesMessageParam } from "./is-own-message.js";
import { toMessageParam } from "./message-param.js";
import { fromResponsesMessages } from "./read-messages.js";
import { toToolMessageParams } from "./tool-message.js";
import { commonUsage } from "./usage.js";
import { finishReasonOf, itemsOf, joinedText, neutralFinishReason, outputTexts } from "./wire.js";

export interface OpenAIResponsesContext<Tool> extends ResponseContext<
  Tool | InvalidTool,
  OpenAIResponsesMessageParam,
  SentParams
> {
  readonly response: OpenAI.Responses.Response;
}

/** A whole answer of OpenAI's Responses API. */
export class OpenAIResponsesCallResponse<Tool = never> extends BaseCallResponse<
  Tool | InvalidTool,
  OpenAIResponsesMessageParam,
  SentParams
> {
  /** The response as it came; after a stream, as it would have come without one. `output` holds what the accessors do not know. */
  readonly response: OpenAI.Responses.Response;

  constructor(context: OpenAIResponsesContext<Tool>) {
    super(context);
    this.response = context.response;
  }

  get #raw(): JSONObject {
    // Read as JSON, because servers leave out what the type promises.
    return this.response as unknown as JSONObject;
  }

  get #usage(): JSONObject | null {
    return isObject(this.#raw.usage) ? this.#raw.usage : null;
  }

  get content(): string {
    return joinedText(itemsOf(this.#raw), "content");
  }

  get refusal(): string | null {
    return text(joinedText(itemsOf(this.#raw), "refusal"));
  }

  /** The reasoning, or its summary where the model tells no more. */
  get reasoning(): string | null {
    return text(joinedText(itemsOf(this.#raw), "reasoning"));
  }

  /** Why the response is not complete (`"max_output_tokens"`), else its status (`"completed"`). */
  get finishReasons(): readonly string[] {
    return [finishReasonOf(this.#raw)].filter((reason) => reason !== null);
  }

  get model(): string {
    return text(this.#raw.model) ?? "";
  }

  /** What a later request names as its `previous_response_id`, and `resumeResponse` as the response to go on with. */
  get id(): string {
    return text(this.#raw.id) ?? "";
  }

  /** Seconds since the epoch; null when the server did not say. */
  get created(): number | null {
    return typeof this.#raw.created_at === "number" ? this.#raw.created_at : null;
  }

  /** Null when the server reported none. */
  get usage(): OpenAI.Responses.ResponseUsage | null {
    return this.#usage as OpenAI.Responses.ResponseUsage | null;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(this.#usage, this.#raw.service_tier);
  }

  /**
   * The answer as one message that is sent back as the very items it came as: reasoning (encrypted, where `include` asked for it), calls
   * of the provider's own tools and all. Plain JSON, and another provider can read it.
   */
  get messageParam(): Message {
    return toMessageParam(this.#raw);
  }

  /** The last message of the user that was sent; null when there was none. */
  get userMessageParam(): OpenAIResponsesMessageParam | null {
    return this.messages.findLast((message) => "role" in message && message.role === "user") ?? null;
  }

  /** The messages that answer tool calls, ready to append behind `messageParam`. */
  toolMessageParams(outputs: readonly ToolOutput[]): Message[] {
    return toToolMessageParams(outputs);
  }

  get logprobs(): readonly OpenAI.Responses.ResponseOutputText.Logprob[] {
    return outputTexts(itemsOf(this.#raw)).flatMap(({ logprobs }) => (Array.isArray(logprobs) ? logprobs : []));
  }

  /** Sources that the answer cites, and files that it made. */
  get annotations(): OpenAI.Responses.ResponseOutputText["annotations"] {
    return outputTexts(itemsOf(this.#raw)).flatMap(({ annotations }) =>
      Array.isArray(annotations) ? annotations : [],
    );
  }

  get common(): CommonResponse {
    return {
      finishReason: neutralFinishReason(this.#raw),
      usage: commonUsage(this.#usage, this.#raw.service_tier),
      message: this.messageParam,
      messages: fromResponsesMessages(this.messages),
    };
  }
}
