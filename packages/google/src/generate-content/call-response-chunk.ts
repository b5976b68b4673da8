import type { Candidate, GenerateContentResponseUsageMetadata, Part } from "@google/genai";
import { isObject, objects, text, type JSONObject, BaseCallResponseChunk, type Usage } from "@zoetrope/core";
import type { GoogleResponse } from "./google-response.js";
import { inlineDataOf, type InlineData } from "./inline-data.js";
import { commonUsage } from "./usage.js";
import { blockReasonOf, candidateIndex, contentOf, mainCandidate, partsOf, reasoningOf } from "./wire.js";

/** One chunk of a stream. No accessor throws, whatever the server sent; all speak of candidate 0 save `candidates`. */
export class GoogleCallResponseChunk extends BaseCallResponseChunk {
  readonly #raw: JSONObject;

  constructor(raw: JSONObject) {
    super();
    this.#raw = raw;
  }

  /** The chunk as it came. */
  get chunk(): GoogleResponse {
    // What servers really send is narrower and wider than the type, so the accessors below read it as JSON.
    return this.#raw as GoogleResponse;
  }

  get candidates(): readonly Candidate[] {
    return Array.isArray(this.#raw.candidates) ? (this.chunk.candidates ?? []) : [];
  }

  /** Undefined in a chunk without candidate 0: a blocked prompt, or a usage report alone. */
  get candidate(): Candidate | undefined {
    return mainCandidate(this.#raw.candidates) as Candidate | undefined;
  }

  /** What this chunk adds, as it came; empty in most last chunks. */
  get parts(): readonly Part[] {
    return this.#parts as readonly Part[];
  }

  get #parts(): readonly JSONObject[] {
    const { candidates } = this.#raw;
    if (!Array.isArray(candidates) || candidates.length < 2) return partsOf(mainCandidate(candidates));
    // A server that repeats an index says candidate 0 twice in a chunk, and the stream's text has both.
    return candidates.flatMap((one: unknown, position) =>
      isObject(one) && candidateIndex(one, position) === 0 ? partsOf(one) : [],
    );
  }

  /** "" when the chunk brings no text. */
  override get content(): string {
    return contentOf(this.#parts);
  }

  /** Always null: the model declines in plain text, and the provider by `finishReasons` or `blockReason`. */
  override get refusal(): string | null {
    return null;
  }

  override get reasoning(): string | null {
    return reasoningOf(this.#parts);
  }

  /** Those of all candidates in this chunk. */
  override get finishReasons(): readonly string[] {
    return objects(this.#raw.candidates).flatMap((one) => text(one.finishReason) ?? []);
  }

  override get model(): string {
    return text(this.#raw.modelVersion) ?? "";
  }

  override get id(): string {
    return text(this.#raw.responseId) ?? "";
  }

  /** Cumulative where the provider counts along. */
  get usage(): GenerateContentResponseUsageMetadata | null {
    return this.#usage as GenerateContentResponseUsageMetadata | null;
  }

  get #usage(): JSONObject | null {
    return isObject(this.#raw.usageMetadata) ? this.#raw.usageMetadata : null;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(this.#usage);
  }

  /** Why the prompt was not answered at all; null where it was not blocked. */
  get blockReason(): string | null {
    return blockReasonOf(this.#raw);
  }

  /** Images and sound in this chunk. */
  get inlineData(): readonly InlineData[] {
    return inlineDataOf(this.#parts);
  }
}
