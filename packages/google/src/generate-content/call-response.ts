import type {
  Candidate,
  CitationMetadata,
  GenerateContentResponsePromptFeedback,
  GenerateContentResponseUsageMetadata,
  GroundingMetadata,
  LogprobsResult,
  Part,
  SafetyRating,
} from "@google/genai";
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
import { neutralFinishReason } from "./finish-reason.js";
import { isCall } from "./function-calls.js";
import type { GoogleResponse } from "./google-response.js";
import { inlineDataOf, type InlineData } from "./inline-data.js";
import { toMessageParam, type GoogleMessageParam } from "./message-param.js";
import { fromGoogleMessage, fromGoogleMessages } from "./read-messages.js";
import { toToolMessageParams } from "./tool-message.js";
import { commonUsage } from "./usage.js";
import { blockReasonOf, candidateIndex, contentOf, mainCandidate, partsOf, reasoningOf } from "./wire.js";

export interface GoogleResponseContext<Tool> extends ResponseContext<
  Tool | InvalidTool,
  GoogleMessageParam,
  SentParams
> {
  readonly response: GoogleResponse;
}

/** A whole answer of `generateContent`. All accessors speak of candidate 0, save `response` and `finishReasons`. */
export class GoogleCallResponse<Tool = never> extends BaseCallResponse<
  Tool | InvalidTool,
  GoogleMessageParam,
  SentParams
> {
  /** The answer as it came; after a stream, as it would have come without one. */
  readonly response: GoogleResponse;

  constructor(context: GoogleResponseContext<Tool>) {
    super(context);
    this.response = context.response;
  }

  get #raw(): JSONObject {
    // Read as JSON, because servers send other things than the type promises.
    return this.response as JSONObject;
  }

  get #candidate(): JSONObject | undefined {
    return mainCandidate(this.#raw.candidates);
  }

  get #parts(): readonly JSONObject[] {
    return partsOf(this.#candidate);
  }

  /** All that the model said, thoughts, code that the provider ran and files included. */
  get parts(): readonly Part[] {
    return this.#parts as readonly Part[];
  }

  get content(): string {
    return contentOf(this.#parts);
  }

  /** Always null: the model declines in plain text, and the provider by `finishReasons` or `blockReason`. */
  get refusal(): string | null {
    return null;
  }

  get reasoning(): string | null {
    return reasoningOf(this.#parts);
  }

  /** One for each candidate that has one. */
  get finishReasons(): readonly string[] {
    const candidates = objects(this.#raw.candidates).map((one, at) => ({ one, index: candidateIndex(one, at) }));
    return candidates.toSorted((a, b) => a.index - b.index).flatMap(({ one }) => text(one.finishReason) ?? []);
  }

  /** What the provider says of the finish reason, of a malformed call for one. */
  get finishMessage(): string | null {
    return text(this.#candidate?.finishMessage);
  }

  get model(): string {
    return text(this.#raw.modelVersion) ?? "";
  }

  get id(): string {
    return text(this.#raw.responseId) ?? "";
  }

  /** Null when the server reported none. */
  get usage(): GenerateContentResponseUsageMetadata | null {
    return this.#usage as GenerateContentResponseUsageMetadata | null;
  }

  get #usage(): JSONObject | null {
    return isObject(this.#raw.usageMetadata) ? this.#raw.usageMetadata : null;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(this.#usage);
  }

  /** The answer with its thoughts and signatures, which newer models refuse to go on without. */
  get messageParam(): GoogleMessageParam {
    return toMessageParam(this.#parts);
  }

  /** The last message of the user that was sent; null when there was none. */
  get userMessageParam(): GoogleMessageParam | null {
    return this.messages.findLast((message) => message.role === "user" && !answersCalls(message)) ?? null;
  }

  /** The message that answers tool calls, ready to append behind `messageParam`: one, because the provider wants all answers together. */
  toolMessageParams(outputs: readonly ToolOutput[]): GoogleMessageParam[] {
    return toToolMessageParams(outputs);
  }

  /** Images and sound that the model made. */
  get inlineData(): readonly InlineData[] {
    return inlineDataOf(this.#parts);
  }

  /** Sources of an answer that searched. */
  get groundingMetadata(): GroundingMetadata | null {
    return this.#field("groundingMetadata") as GroundingMetadata | null;
  }

  get citationMetadata(): CitationMetadata | null {
    return this.#field("citationMetadata") as CitationMetadata | null;
  }

  get urlContextMetadata(): NonNullable<Candidate["urlContextMetadata"]> | null {
    return this.#field("urlContextMetadata") as NonNullable<Candidate["urlContextMetadata"]> | null;
  }

  get logprobs(): LogprobsResult | null {
    return this.#field("logprobsResult") as LogprobsResult | null;
  }

  #field(name: string): JSONObject | null {
    const value = this.#candidate?.[name];
    return isObject(value) ? value : null;
  }

  get safetyRatings(): readonly SafetyRating[] {
    return objects(this.#candidate?.safetyRatings) as readonly SafetyRating[];
  }

  /** What the provider says of the prompt: why it was blocked, with its ratings. */
  get promptFeedback(): GenerateContentResponsePromptFeedback | null {
    const feedback = this.#raw.promptFeedback;
    return isObject(feedback) ? (feedback as GenerateContentResponsePromptFeedback) : null;
  }

  /** Why the prompt was not answered at all; null where it was not blocked. */
  get blockReason(): string | null {
    return blockReasonOf(this.#raw);
  }

  get common(): CommonResponse {
    const calledTools = this.#parts.some(isCall);
    const isBlocked = this.blockReason !== null;
    return {
      finishReason: neutralFinishReason(text(this.#candidate?.finishReason), { calledTools, isBlocked }),
      usage: commonUsage(this.#usage),
      message: fromGoogleMessage(this.messageParam),
      messages: fromGoogleMessages(this.messages),
    };
  }
}

function answersCalls(message: GoogleMessageParam): boolean {
  return objects(message.parts).some((part) => isObject(part.functionResponse));
}
