/** Length at which the young text is made flat. */
const flattenAt = 4096;

/**
 * Text that grows by small pieces, read at any time.
 *
 * `text += piece` alone keeps a rope node for each piece: 57 bytes for every 8-character chunk. A list of pieces keeps 9.5, but 57
 * again once somebody reads the whole text in the loop. Here only a young rope of at most 4,096 characters exists, made flat when it
 * is full, so about 9.4 bytes a piece stay whether the text is read or not.
 */
export class TextAccumulator {
  #flat = "";
  #tail = "";

  add(piece: string): void {
    this.#tail += piece;
    if (this.#tail.length < flattenAt) return;
    // V8 flattens a rope in place when a regular expression runs over it; nothing else in the language asks for that so cheaply.
    /(?:)/.test(this.#tail);
    this.#flat += this.#tail;
    this.#tail = "";
  }

  get isEmpty(): boolean {
    return this.#flat === "" && this.#tail === "";
  }

  /** The text so far. Joined anew at each call and not stored: storing it would bring back the rope. */
  toString(): string {
    return this.#flat + this.#tail;
  }
}
