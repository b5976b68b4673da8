import { BaseCallResponseChunk } from "../response/base-call-response-chunk.js";
import type { Usage } from "../response/usage.js";

/** One chunk of any provider's stream, in words that none of them owns. */
export class CallResponseChunk extends BaseCallResponseChunk {
  /** The chunk as the provider's own calls give it; its class tells which that is. */
  readonly original: BaseCallResponseChunk;
  /** As in `"anthropic"`. */
  readonly provider: string;
  readonly #finishReason: () => string | null;

  constructor(original: BaseCallResponseChunk, provider: string, finishReason: () => string | null) {
    super();
    this.original = original;
    this.provider = provider;
    this.#finishReason = finishReason;
  }

  /** "" when the chunk brings no text. */
  override get content(): string {
    return this.original.content;
  }

  override get refusal(): string | null {
    return this.original.refusal;
  }

  override get reasoning(): string | null {
    return this.original.reasoning;
  }

  /** Why the answer ended, where this chunk says so: see `CallResponse.finishReason`. */
  get finishReason(): string | null {
    // Some providers' word means one thing or another by what came before, so it is the whole answer that is asked.
    return this.original.finishReasons.length === 0 ? null : this.#finishReason();
  }

  override get finishReasons(): readonly string[] {
    const { finishReason } = this;
    return finishReason === null ? [] : [finishReason];
  }

  /** "" where the chunk does not say. */
  override get model(): string {
    return this.original.model;
  }

  override get id(): string {
    return this.original.id;
  }

  override get commonUsage(): Usage | null {
    return this.original.commonUsage;
  }
}
