import {
  BaseStream,
  type BaseStreamOptions,
  type CallRecord,
  type InvalidTool,
  type Message,
  type SentParams,
  type ToolOutput,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { buildResponse } from "./build-response.js";
import type { OpenAIResponsesCallResponseChunk } from "./call-response-chunk.js";
import { OpenAIResponsesCallResponse } from "./call-response.js";
import type { OpenAIResponsesMessageParam } from "./is-own-message.js";
import type { ResponsesState } from "./stream-state.js";
import { toToolMessageParams } from "./tool-message.js";
import { commonUsage } from "./usage.js";

export interface OpenAIResponsesStreamOptions<Tool, PartialTool> extends BaseStreamOptions<
  OpenAIResponsesCallResponseChunk,
  ResponsesState,
  Tool | InvalidTool,
  PartialTool
> {
  /** What was asked, as far as it is known now: an async prompt tells its messages when the stream is opened. */
  record(): CallRecord<OpenAIResponsesMessageParam, SentParams>;
}

/** A response while it arrives. `PartialTool` is what else its pairs hold: nothing, unless the call asked for partial tools. */
export class OpenAIResponsesStream<Tool = never, PartialTool = never> extends BaseStream<
  OpenAIResponsesCallResponseChunk,
  ResponsesState,
  OpenAIResponsesCallResponse<Tool>,
  Tool | InvalidTool,
  PartialTool
> {
  readonly #record: OpenAIResponsesStreamOptions<Tool, PartialTool>["record"];

  constructor(options: OpenAIResponsesStreamOptions<Tool, PartialTool>) {
    super(options);
    this.#record = options.record;
  }

  protected override buildResponse(): OpenAIResponsesCallResponse<Tool> {
    return new OpenAIResponsesCallResponse<Tool>({
      response: buildResponse(this.state),
      record: this.#record(),
      tools: [...this.tools],
      ending: this.ending,
      timing: this.timing,
      requestId: this.requestId,
    });
  }

  /** That of the last event handed out: `resumeResponse(stream.id, { startingAfter })` goes on from there. Null before the first. */
  get sequenceNumber(): number | null {
    return this.state.sequenceNumber;
  }

  /** The items so far. */
  get output(): readonly OpenAI.Responses.ResponseOutputItem[] {
    return buildResponse(this.state).output;
  }

  /** Reported at the end. */
  get usage(): OpenAI.Responses.ResponseUsage | null {
    return this.state.usage as OpenAI.Responses.ResponseUsage | null;
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

  /** The answer so far as one message, ready to append to a history. */
  get messageParam(): Message {
    return this.buildResponse().messageParam;
  }

  /** The last message of the user that was sent; null before that. */
  get userMessageParam(): OpenAIResponsesMessageParam | null {
    return this.buildResponse().userMessageParam;
  }

  /** The messages that answer tool calls, ready to append behind `messageParam`. */
  toolMessageParams(outputs: readonly ToolOutput[]): Message[] {
    return toToolMessageParams(outputs);
  }

  get logprobs(): readonly OpenAI.Responses.ResponseOutputText.Logprob[] {
    return this.buildResponse().logprobs;
  }

  get annotations(): OpenAI.Responses.ResponseOutputText["annotations"] {
    return this.buildResponse().annotations;
  }

  /** What was sent; none before an async prompt is done. */
  get messages(): readonly OpenAIResponsesMessageParam[] {
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
