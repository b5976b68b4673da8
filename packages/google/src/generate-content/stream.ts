import type { GenerateContentResponseUsageMetadata, GroundingMetadata } from "@google/genai";
import {
  BaseStream,
  type BaseStreamOptions,
  type CallRecord,
  type InvalidTool,
  type SentParams,
  type ToolOutput,
} from "@zoetrope/core";
import { buildResponse } from "./build-response.js";
import type { GoogleCallResponseChunk } from "./call-response-chunk.js";
import { GoogleCallResponse } from "./call-response.js";
import type { InlineData } from "./inline-data.js";
import type { GoogleMessageParam } from "./message-param.js";
import type { GenerateContentState } from "./stream-state.js";
import { toToolMessageParams } from "./tool-message.js";
import { commonUsage } from "./usage.js";

export interface GoogleStreamOptions<Tool, PartialTool> extends BaseStreamOptions<
  GoogleCallResponseChunk,
  GenerateContentState,
  Tool | InvalidTool,
  PartialTool
> {
  /** What was asked, as far as it is known now: an async prompt tells its messages when the stream is opened. */
  record(): CallRecord<GoogleMessageParam, SentParams>;
}

/** An answer of `generateContent` while it arrives. `PartialTool` is what else its pairs hold: nothing, unless the call asked for partial tools. */
export class GoogleStream<Tool = never, PartialTool = never> extends BaseStream<
  GoogleCallResponseChunk,
  GenerateContentState,
  GoogleCallResponse<Tool>,
  Tool | InvalidTool,
  PartialTool
> {
  readonly #record: GoogleStreamOptions<Tool, PartialTool>["record"];

  constructor(options: GoogleStreamOptions<Tool, PartialTool>) {
    super(options);
    this.#record = options.record;
  }

  protected override buildResponse(): GoogleCallResponse<Tool> {
    return new GoogleCallResponse<Tool>({
      response: buildResponse(this.state),
      record: this.#record(),
      tools: [...this.tools],
      ending: this.ending,
      timing: this.timing,
      requestId: this.requestId,
    });
  }

  /** The server's last word; null while it has reported nothing. */
  get usage(): GenerateContentResponseUsageMetadata | null {
    return this.state.usage;
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
  get messageParam(): GoogleMessageParam {
    return this.buildResponse().messageParam;
  }

  /** The last message of the user that was sent; null before that. */
  get userMessageParam(): GoogleMessageParam | null {
    return this.buildResponse().userMessageParam;
  }

  /** The message that answers tool calls, ready to append behind `messageParam`. */
  toolMessageParams(outputs: readonly ToolOutput[]): GoogleMessageParam[] {
    return toToolMessageParams(outputs);
  }

  /** Images and sound so far. */
  get inlineData(): readonly InlineData[] {
    return this.buildResponse().inlineData;
  }

  /** Sources of an answer that searched, so far. */
  get groundingMetadata(): GroundingMetadata | null {
    return this.buildResponse().groundingMetadata;
  }

  /** Why the prompt was not answered at all; null while it is not known to be blocked. */
  get blockReason(): string | null {
    return this.buildResponse().blockReason;
  }

  /** The messages that were sent; none before an async prompt is done. */
  get messages(): readonly GoogleMessageParam[] {
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
