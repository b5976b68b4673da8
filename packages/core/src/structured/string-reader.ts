import { TextAccumulator } from "../stream/text-accumulator.js";

const quote = 0x22;
const backslash = 0x5c;
const firstPlain = 0x20;
const hexDigit = /^[\da-f]$/i;
const unicodeEscapeLength = "\\uffff".length;

const shortEscapes = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** Reads the inside of JSON strings, one after the other, cut anywhere. Each character is looked at once. */
export class StringReader {
  isClosed = false;
  /** What should have stood at the offset that `read` returned; null when nothing is wrong. */
  expected: string | null = null;

  #text = new TextAccumulator();
  #pieces = 0;
  /** The first half of a surrogate pair, kept back until it is known what follows. */
  #half = "";
  /** The start of an escape that a cut took apart. */
  #escape = "";

  /** Begins a string, behind its opening quote. */
  start(): void {
    this.isClosed = false;
    this.#text = new TextAccumulator();
    this.#pieces = 0;
  }

  /** The text so far. Never ends in half a character, unless the string does. */
  toString(): string {
    return this.#text.toString();
  }

  /** Reads on, and returns the offset behind what was read: behind the closing quote, at a fault, or the chunk's length. */
  read(chunk: string, from: number): number {
    let at = this.#escape === "" ? from : this.#readEscape(chunk, from);
    while (at < chunk.length && this.expected === null) {
      const end = plainEnd(chunk, at);
      if (end > at) this.#add(chunk.slice(at, end));
      at = end;
      if (at === chunk.length) break;
      const code = chunk.charCodeAt(at);
      if (code === quote) {
        this.#close();
        return at + 1;
      }
      if (code === backslash) at = this.#readEscape(chunk, at);
      else this.expected = "a control character to be escaped";
    }
    return at;
  }

  #readEscape(chunk: string, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const char = chunk.charAt(at);
      if (this.#escape === "\\" && char !== "u") {
        const meaning = shortEscapes.get(char);
        if (meaning === undefined) this.expected = 'one of "\\/bfnrtu after the backslash';
        else this.#endEscape(meaning);
        return meaning === undefined ? at : at + 1;
      }
      if (this.#escape.length >= 2 && !hexDigit.test(char)) {
        this.expected = "four hexadecimal digits after \\u";
        return at;
      }
      this.#escape += char;
      if (this.#escape.length === unicodeEscapeLength) {
        this.#endEscape(String.fromCharCode(Number.parseInt(this.#escape.slice(2), 16)));
        return at + 1;
      }
    }
    return chunk.length;
  }

  #endEscape(meaning: string): void {
    this.#escape = "";
    this.#add(meaning);
  }

  #add(piece: string): void {
    let text = piece;
    if (this.#half !== "") {
      text = this.#half + piece;
      this.#half = "";
    }
    if ((text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800) {
      this.#half = text.slice(-1);
      text = text.slice(0, -1);
    }
    if (text === "") return;
    this.#text.add(text);
    this.#pieces++;
  }

  #close(): void {
    // Nothing follows that could be the second half: it is lone, and JSON.parse keeps those.
    if (this.#half !== "") {
      this.#text.add(this.#half);
      this.#half = "";
      this.#pieces++;
    }
    this.isClosed = true;
    if (this.#pieces < 2) return;
    // As in TextAccumulator: what is kept for good must not drag a rope node along for each piece. Once for each string: linear.
    const text = this.#text.toString();
    /(?:)/.test(text);
    this.#text = new TextAccumulator();
    this.#text.add(text);
  }
}

/** Where the characters that stand for themselves end. */
function plainEnd(chunk: string, from: number): number {
  let at = from;
  for (; at < chunk.length; at++) {
    const code = chunk.charCodeAt(at);
    if (code === quote || code === backslash || code < firstPlain) break;
  }
  return at;
}
