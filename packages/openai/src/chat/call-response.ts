import { decodeAudio } from "./audio.js";
import {
  BaseCallResponse,
  type CommonResponse,
  type InvalidTool,
  type ResponseContext,
  isObject,
  objects,
  text,
  type JSONObject,
  type ToolOutput,
  type SentParams,
  type Usage,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { fromOpenAIMessage, fromOpenAIMessages } from "./read-messages.js";
import { toMessageParam, toolCallsOf } from "./message-param.js";
import { toToolMessageParams } from "./tool-message.js";
import { commonUsage } from "./usage.js";
import { choiceIndex, contentOf, mainChoice, messageOf, reasoningOf, usageOf } from "./wire.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;

export interface OpenAIResponseContext<Tool> extends ResponseContext<Tool | InvalidTool, MessageParam, SentParams> {
  readonly response: OpenAI.ChatCompletion;
  /** The tool calls of choice 0, where their ids and arguments were read already. */
  readonly toolCalls?: readonly JSONObject[];
}

/** A whole chat completion. All accessors speak of choice 0, save `response` and `finishReasons`. */
export class OpenAICallResponse<Tool = never> extends BaseCallResponse<Tool | InvalidTool, MessageParam, SentParams> {
  /** The completion as it came; after a stream, as it would have come without one. */
  readonly response: OpenAI.ChatCompletion;
  readonly #toolCalls: readonly JSONObject[];

  constructor(context: OpenAIResponseContext<Tool>) {
    super(context);
    this.response = context.response;
    this.#toolCalls = context.toolCalls ?? toolCallsOf(this.#message);
  }

  get #raw(): JSONObject {
    // Read as JSON, because servers leave out what the type promises.
    return this.response as unknown as JSONObject;
  }

  get #message(): JSONObject {
    return messageOf(mainChoice(this.#raw.choices));
  }

  get content(): string {
    return contentOf(this.#message);
  }

  get refusal(): string | null {
    return text(this.#message.refusal);
  }

  get reasoning(): string | null {
    return reasoningOf(this.#message);
  }

  /** One for each choice that has one. */
  get finishReasons(): readonly string[] {
    const choices = objects(this.#raw.choices).map((choice, at) => ({ choice, index: choiceIndex(choice, at) }));
    return choices.toSorted((a, b) => a.index - b.index).flatMap(({ choice }) => text(choice.finish_reason) ?? []);
  }

  get model(): string {
    return text(this.#raw.model) ?? "";
  }

  get id(): string {
    return text(this.#raw.id) ?? "";
  }

  /** Seconds since the epoch; null when the server did not say. */
  get created(): number | null {
    return typeof this.#raw.created === "number" ? this.#raw.created : null;
  }

  /** Null when the server reported none. */
  get usage(): OpenAI.CompletionUsage | null {
    return usageOf(this.#raw) as OpenAI.CompletionUsage | null;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(usageOf(this.#raw), this.#raw.service_tier);
  }

  get messageParam(): OpenAI.ChatCompletionAssistantMessageParam {
    return toMessageParam(this.#message, this.#toolCalls);
  }

  /** The last message of the user that was sent; null when there was none. */
  get userMessageParam(): OpenAI.ChatCompletionUserMessageParam | null {
    return this.messages.findLast((message) => message.role === "user") ?? null;
  }

  /** The messages that answer tool calls, ready to append behind `messageParam`. */
  toolMessageParams(outputs: readonly ToolOutput[]): OpenAI.ChatCompletionToolMessageParam[] {
    return toToolMessageParams(outputs);
  }

  /** What to name in a later request to speak of this sound again. */
  get audioId(): string | null {
    return text(this.#audio?.id);
  }

  get audio(): Uint8Array | null {
    const data = text(this.#audio?.data);
    return data === null ? null : decodeAudio(data);
  }

  get audioTranscript(): string | null {
    return text(this.#audio?.transcript);
  }

  get #audio(): JSONObject | null {
    return isObject(this.#message.audio) ? this.#message.audio : null;
  }

  get logprobs(): OpenAI.ChatCompletion.Choice["logprobs"] {
    const logprobs = mainChoice(this.#raw.choices)?.logprobs;
    return isObject(logprobs) ? (logprobs as unknown as OpenAI.ChatCompletion.Choice.Logprobs) : null;
  }

  /** Sources that the answer cites, for models that search. */
  get annotations(): readonly OpenAI.ChatCompletionMessage.Annotation[] {
    const { annotations } = this.#message;
    return Array.isArray(annotations) ? annotations : [];
  }

  get common(): CommonResponse {
    return {
      finishReason: text(mainChoice(this.#raw.choices)?.finish_reason),
      usage: commonUsage(usageOf(this.#raw), this.#raw.service_tier),
      message: fromOpenAIMessage(this.messageParam),
      messages: fromOpenAIMessages(this.messages),
    };
  }
}
