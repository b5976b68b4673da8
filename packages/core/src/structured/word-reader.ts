type Word = readonly [text: string, value: boolean | null];

const words: ReadonlyMap<string, Word> = new Map<string, Word>([
  ["t", ["true", true]],
  ["f", ["false", false]],
  ["n", ["null", null]],
]);

/** Reads `true`, `false` and `null`, one after the other, cut anywhere. */
export class WordReader {
  #text = "";
  #length = 0;
  /** What the word means, once it is whole. */
  value: boolean | null = null;

  /** Begins the word that has this first character; false when there is none. */
  start(char: string): boolean {
    const word = words.get(char);
    if (!word) return false;
    [this.#text, this.value] = word;
    this.#length = 0;
    return true;
  }

  get isWhole(): boolean {
    return this.#length === this.#text.length;
  }

  /** Reads on, and returns the offset of the first character that does not belong to the word, or the chunk's length. */
  read(chunk: string, from: number): number {
    let at = from;
    for (; at < chunk.length && !this.isWhole; at++) {
      if (chunk.charAt(at) !== this.#text.charAt(this.#length)) break;
      this.#length++;
    }
    return at;
  }
}
