import {
  BaseStream,
  type BaseStreamOptions,
  type CallRecord,
  type InvalidTool,
  type ToolOutput,
  type SentParams,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { buildCompletion } from "./build-completion.js";
import type { OpenAICallResponseChunk } from "./call-response-chunk.js";
import { OpenAICallResponse } from "./call-response.js";
import type { ChatState } from "./chat-state.js";
import { toToolMessageParams } from "./tool-message.js";
import { commonUsage } from "./usage.js";

export interface OpenAIStreamOptions<Tool, PartialTool> extends BaseStreamOptions<
  OpenAICallResponseChunk,
  ChatState,
  Tool | InvalidTool,
  PartialTool
> {
  /** What was asked, as far as it is known now: an async prompt tells its messages when the stream is opened. */
  record(): CallRecord<OpenAI.ChatCompletionMessageParam, SentParams>;
}

/** A chat completion while it arrives. `PartialTool` is what else its pairs hold: nothing, unless the call asked for partial tools. */
export class OpenAIStream<Tool = never, PartialTool = never> extends BaseStream<
  OpenAICallResponseChunk,
  ChatState,
  OpenAICallResponse<Tool>,
  Tool | InvalidTool,
  PartialTool
> {
  readonly #record: OpenAIStreamOptions<Tool, PartialTool>["record"];

  constructor(options: OpenAIStreamOptions<Tool, PartialTool>) {
    super(options);
    this.#record = options.record;
  }

  protected override buildResponse(): OpenAICallResponse<Tool> {
    return new OpenAICallResponse<Tool>({
      response: buildCompletion(this.state),
      record: this.#record(),
      tools: [...this.tools],
      ending: this.ending,
      timing: this.timing,
      requestId: this.requestId,
      attempts: this.attempts,
    });
  }

  /** The server's last word; null while it has reported nothing. */
  get usage(): OpenAI.CompletionUsage | null {
    return this.state.usage as OpenAI.CompletionUsage | null;
  }

  get inputTokens(): number | null {
    return commonUsage(this.state.usage)?.inputTokens ?? null;
  }

  get cachedTokens(): number | null {
    return commonUsage(this.state.usage)?.cachedTokens ?? null;
  }

  get outputTokens(): number | null {
    return commonUsage(this.state.usage)?.outputTokens ?? null;
  }

  get totalTokens(): number | null {
    return commonUsage(this.state.usage)?.totalTokens ?? null;
  }

  /** The answer so far, ready to append to a history. */
  get messageParam(): OpenAI.ChatCompletionAssistantMessageParam {
    return this.buildResponse().messageParam;
  }

  /** The last message of the user that was sent; null before that. */
  get userMessageParam(): OpenAI.ChatCompletionUserMessageParam | null {
    return this.buildResponse().userMessageParam;
  }

  /** The messages that answer tool calls, ready to append behind `messageParam`. */
  toolMessageParams(outputs: readonly ToolOutput[]): OpenAI.ChatCompletionToolMessageParam[] {
    return toToolMessageParams(outputs);
  }

  get audioId(): string | null {
    return this.buildResponse().audioId;
  }

  /** The bytes of sound so far. */
  get audio(): Uint8Array | null {
    return this.buildResponse().audio;
  }

  get audioTranscript(): string | null {
    return this.buildResponse().audioTranscript;
  }

  get logprobs(): OpenAI.ChatCompletion.Choice["logprobs"] {
    return this.buildResponse().logprobs;
  }

  get annotations(): readonly OpenAI.ChatCompletionMessage.Annotation[] {
    return this.buildResponse().annotations;
  }

  /** The messages that were sent; none before an async prompt is done. */
  get messages(): readonly OpenAI.ChatCompletionMessageParam[] {
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
