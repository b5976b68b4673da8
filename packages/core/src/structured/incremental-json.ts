import { copyJson } from "./copy-json.js";
import { jsonFault, type JsonFault, type JsonFaultKind } from "./json-fault.js";
import { betweenParts, expectations, type JsonState } from "./json-state.js";
import type { JsonPath, JsonValue, OpenContainer } from "./json-value.js";
import { LiveTree } from "./live-tree.js";
import { NumberReader } from "./number-reader.js";
import { StringReader } from "./string-reader.js";
import { WordReader } from "./word-reader.js";

export interface IncrementalJsonOptions {
  /** How many arrays and objects may be open within each other. Default 512. */
  readonly maxDepth?: number;
  /** What text behind the value is, white space apart: a fault, as for JSON.parse (the default), or nobody's business. */
  readonly trailing?: "error" | "ignore";
  /** Where the text begins in a larger one: offsets of faults count from there. Default 0. */
  readonly offset?: number;
  /**
   * Called for each value as it closes, parts first. `path` is one array that is changed in place: copy it to keep it. What this throws
   * comes out of `feed` or `end`, and the parser must not be fed after that.
   */
  readonly onClosed?: (path: JsonPath, value: JsonValue) => void;
}

const defaultMaxDepth = 512;
const numberEnd = /^[ \n\r\t,\]}]$/;

/**
 * Reads a JSON text that arrives in pieces, and shows after each what is known of its value.
 *
 * `value` is live: one object that grows. Strings grow; numbers, `true`, `false` and `null` appear when they are complete; a key
 * appears with its value; nothing that was shown goes away. (Of members with the same key the first one stands until the last, which
 * wins as in JSON.parse, is whole.) For a text that JSON.parse accepts the end is what JSON.parse returns, whatever the pieces. A
 * fault in the text is not thrown: `error` tells it, and `value` stays readable.
 *
 * Time is linear in the text. Each character is looked at once, by the one reader that it belongs to; a part is added in place, at a
 * cost that depends neither on the size nor on the depth of the value; and of strings only the open one is shown anew at each `feed`,
 * as a rope of two parts, without a copy. A reader that looks at the characters of that rope (its length is free) makes the engine
 * copy it, as it does with any string built by `+=`.
 */
export class IncrementalJson {
  readonly #maxDepth: number;
  readonly #ignoresTrailing: boolean;
  readonly #onClosed: IncrementalJsonOptions["onClosed"];

  readonly #tree = new LiveTree();
  readonly #string = new StringReader();
  readonly #number = new NumberReader();
  readonly #word = new WordReader();
  #state: JsonState = "value";
  /** Length of the open string when it was last shown; -1 before. */
  #shownLength = -1;
  /** Where the current piece begins. */
  #before: number;
  #error: JsonFault | null = null;

  constructor(options: IncrementalJsonOptions = {}) {
    this.#maxDepth = options.maxDepth ?? defaultMaxDepth;
    this.#ignoresTrailing = options.trailing === "ignore";
    this.#onClosed = options.onClosed;
    this.#before = options.offset ?? 0;
  }

  /** The value so far; undefined before it begins. Containers are the same objects each time; `snapshot()` copies. */
  get value(): JsonValue | undefined {
    return this.#tree.root;
  }

  /** Whether the last `feed` or `end` changed what `value` shows. */
  get changed(): boolean {
    return this.#tree.changed;
  }

  /** Whether `value` shows more than brackets that have just opened. Prose in brackets seldom gets that far. */
  get hasContent(): boolean {
    return this.#tree.hasContent;
  }

  /** The fault that ended the reading; null as long as the text is, or can become, JSON. */
  get error(): JsonFault | null {
    return this.#error;
  }

  /** A copy of the value so far, which does not grow. Costs the size of the value. */
  snapshot(): JsonValue | undefined {
    return this.value === undefined ? undefined : copyJson(this.value);
  }

  /**
   * Whether a part of the value is there and closed. A path is a list of keys and indices, or the same joined by dots
   * (`"items.0.name"`); the empty one is the whole value. A key that has a dot in it can only be named in a list.
   */
  isDone(path: string | JsonPath): boolean {
    if (typeof path !== "string") return this.#tree.isDone(path);
    return this.#tree.isDone(path === "" ? [] : path.split("."));
  }

  /** Reads on. After a fault nothing is read. */
  feed(text: string): void {
    this.#tree.changed = false;
    let at = 0;
    while (at < text.length && this.#error === null) at = this.#step(text, at);
    this.#before += text.length;
    if (this.#state === "string") this.#showString();
  }

  /** The text is over. What is still open is a fault. */
  end(): void {
    this.#tree.changed = false;
    if (this.#error !== null) return;
    // Only a number that is the whole text ends with it: inside of a container it may be half of one.
    if (this.#state === "number" && this.#tree.depth === 0 && this.#number.isWhole) this.#put(this.#number.value);
    if (this.#state !== "done") this.#fail("end", 0, `The JSON ends too early: expected ${expectations[this.#state]}`);
  }

  /** Reads one token, or as much as there is of it. Returns where the next one begins. */
  #step(text: string, at: number): number {
    if (this.#state === "string" || this.#state === "name") return this.#readString(text, at);
    if (this.#state === "number") return this.#readNumber(text, at);
    if (this.#state === "word") return this.#readWord(text, at);
    const char = text.charAt(at);
    if (char === " " || char === "\n" || char === "\r" || char === "\t") return at + 1;
    switch (this.#state) {
      case "firstElement":
        return char === "]" ? this.#close(at) : this.#beginValue(text, at);
      case "firstKey":
        return char === "}" ? this.#close(at) : this.#beginName(text, at);
      case "key":
        return this.#beginName(text, at);
      case "colon":
        if (char !== ":") return this.#refuse(text, at);
        this.#state = "value";
        return at + 1;
      case "separator":
        return this.#separate(text, at);
      case "done":
        return this.#ignoresTrailing ? text.length : this.#refuse(text, at);
      default:
        return this.#beginValue(text, at);
    }
  }

  #beginValue(text: string, at: number): number {
    const char = text.charAt(at);
    if (char === "{") return this.#open({}, "firstKey", at);
    // Not `[]`, which gets room for 17 elements with its first one; this has room for 4, which halves what small arrays keep.
    if (char === "[") return this.#open(new Array<JsonValue>(), "firstElement", at);
    if (char === '"') {
      this.#state = "string";
      this.#shownLength = -1;
      this.#string.start();
      return at + 1;
    }
    if (this.#word.start(char)) {
      this.#state = "word";
      return at;
    }
    if (!this.#number.start(char)) return this.#refuse(text, at);
    this.#state = "number";
    return at;
  }

  #beginName(text: string, at: number): number {
    if (text.charAt(at) !== '"') return this.#refuse(text, at);
    this.#state = "name";
    this.#string.start();
    return at + 1;
  }

  #readString(text: string, at: number): number {
    const end = this.#string.read(text, at);
    if (this.#string.expected !== null) return this.#refuse(text, end, this.#string.expected);
    if (!this.#string.isClosed) return end;
    if (this.#state === "string") this.#put(this.#string.toString());
    else {
      this.#tree.beginMember(this.#string.toString());
      this.#state = "colon";
    }
    return end;
  }

  #showString(): void {
    const text = this.#string.toString();
    // Lengths tell whether it grew; comparing the characters would make the engine copy both.
    if (text.length === this.#shownLength) return;
    this.#shownLength = text.length;
    this.#tree.grow(text);
  }

  #readNumber(text: string, at: number): number {
    const end = this.#number.read(text, at);
    if (end === text.length) return end;
    if (!this.#number.isWhole) return this.#refuse(text, end, "a digit");
    // Looked at here, because a number must not be shown before it is known to be one.
    if (!numberEnd.test(text.charAt(end))) return this.#refuse(text, end, "the number to end");
    this.#put(this.#number.value);
    return end;
  }

  #readWord(text: string, at: number): number {
    const end = this.#word.read(text, at);
    if (this.#word.isWhole) this.#put(this.#word.value);
    else if (end < text.length) return this.#refuse(text, end);
    return end;
  }

  #separate(text: string, at: number): number {
    const { isInArray } = this.#tree;
    const char = text.charAt(at);
    if (char === (isInArray ? "]" : "}")) return this.#close(at);
    if (char !== ",") return this.#refuse(text, at);
    if (isInArray) this.#tree.nextElement();
    this.#state = isInArray ? "value" : "key";
    return at + 1;
  }

  #open(container: OpenContainer, state: JsonState, at: number): number {
    if (this.#tree.depth >= this.#maxDepth) {
      this.#fail("depth", at, `The JSON is nested deeper than ${this.#maxDepth} levels, the limit set by maxDepth,`);
      return at;
    }
    this.#tree.open(container);
    this.#state = state;
    return at + 1;
  }

  #close(at: number): number {
    this.#closed(this.#tree.close());
    return at + 1;
  }

  #put(value: JsonValue): void {
    this.#tree.put(value);
    this.#closed(value);
  }

  #closed(value: JsonValue): void {
    this.#state = this.#tree.depth === 0 ? "done" : "separator";
    this.#onClosed?.(this.#tree.path, value);
  }

  #refuse(text: string, at: number, expected: string = expectations[this.#state]): number {
    this.#fail("syntax", at, `Expected ${expected}, but found ${JSON.stringify(text.charAt(at))}`);
    return at;
  }

  #fail(kind: JsonFaultKind, at: number, problem: string): void {
    const path = this.#tree.path.slice(0, betweenParts.has(this.#state) ? -1 : undefined);
    this.#error = jsonFault(kind, problem, this.#before + at, path);
  }
}
