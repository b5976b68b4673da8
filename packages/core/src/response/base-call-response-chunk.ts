import type { Usage } from "./usage.js";

/** One chunk of an answer, wrapped. No accessor throws, whatever the server sent. */
export abstract class BaseCallResponseChunk {
  /** "" when the chunk brings no text. */
  abstract readonly content: string;
  abstract readonly refusal: string | null;
  abstract readonly reasoning: string | null;
  /** Those of all choices in this chunk. */
  abstract readonly finishReasons: readonly string[];
  /** "" when the chunk does not tell. */
  abstract readonly model: string;
  /** "" when the chunk does not tell. */
  abstract readonly id: string;
  /** The usage that came with this chunk, in terms that no provider owns; null in most. */
  abstract readonly commonUsage: Usage | null;

  get inputTokens(): number | null {
    return this.commonUsage?.inputTokens ?? null;
  }

  get cachedTokens(): number | null {
    return this.commonUsage?.cachedTokens ?? null;
  }

  get outputTokens(): number | null {
    return this.commonUsage?.outputTokens ?? null;
  }

  get totalTokens(): number | null {
    return this.commonUsage?.totalTokens ?? null;
  }

  toString(): string {
    return this.content;
  }
}
