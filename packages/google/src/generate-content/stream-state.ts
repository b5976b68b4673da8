import { StreamState, isObject, text, type JSONObject } from "@zoetrope/core";
import { providerError } from "./provider-error.js";
import { StreamCandidate } from "./stream-candidate.js";
import { blockReasonOf, candidateIndex } from "./wire.js";

/** What was gathered of a stream of `generateContent`. */
export class GenerateContentState extends StreamState<StreamCandidate, JSONObject> {
  /** Fields of the response besides those that have a place of their own. A map, because their names come from the wire. */
  readonly fields = new Map<string, unknown>();
  #answered = false;
  #isBlocked = false;

  /** Something of an answer has come. */
  get answered(): boolean {
    return this.#answered;
  }

  /** A blocked prompt has no candidates, and its answer is whole all the same. */
  override get isFinished(): boolean {
    return super.isFinished || (this.#isBlocked && this.choices.size === 0);
  }

  protected override newChoice(): StreamCandidate {
    return new StreamCandidate(this.limits);
  }

  /** Takes in one chunk. Throws the provider's error if the chunk is one. */
  add(chunk: JSONObject): void {
    const { error } = chunk;
    for (const key in chunk) {
      const value = chunk[key];
      switch (key) {
        case "responseId":
          this.id ||= text(value) ?? "";
          break;
        case "modelVersion":
          this.model = text(value) ?? this.model;
          break;
        case "usageMetadata":
          // Cumulative, so the last word counts.
          if (isObject(value)) this.usage = value;
          break;
        case "candidates":
        case "error":
        // What the SDK adds to each chunk when it iterates.
        case "sdkHttpResponse":
          break;
        default:
          if (value !== null && value !== undefined) this.fields.set(key, value);
      }
    }
    this.#isBlocked ||= blockReasonOf(chunk) !== null;
    const candidates = Array.isArray(chunk.candidates) ? chunk.candidates : [];
    // Beside content, so the chunk is handed out first.
    if (error && candidates.length > 0) this.fault = providerError(error);
    else if (error) throw providerError(error);
    for (let i = 0; i < candidates.length; i++) {
      const candidate: unknown = candidates[i];
      if (!isObject(candidate)) continue;
      const choice = this.choice(candidateIndex(candidate, i));
      // Only candidate 0 is handed out; calls of the others are found in the response.
      if (choice.add(candidate, choice === this.main ? this.settled : [])) this.#answered = true;
    }
  }
}
