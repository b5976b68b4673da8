import { IncrementalJson, type IncrementalJsonOptions } from "./incremental-json.js";
import type { JsonFault } from "./json-fault.js";
import type { JsonPath, JsonValue } from "./json-value.js";

export type JsonKind = "object" | "array" | "primitive";

export interface FindJsonOptions extends Pick<IncrementalJsonOptions, "maxDepth" | "onClosed"> {
  /**
   * What the value may be. Default: an object or an array. With one kind only, brackets of the other kind around it are prose. A
   * primitive is looked for at the start of a line only, since "2" and "no" are words of any prose.
   */
  readonly kinds?: readonly JsonKind[];
}

const openBrackets = /^[[{ \n\r\t]*/;

/**
 * Finds the first JSON value in an answer (behind a preamble, inside a fence, with anything after it) and reads it as it arrives.
 *
 * Each character that can begin a value is tried. A trial that meets a fault before it has any content was prose ("[the]", "{name}"),
 * and the search goes on; one with content is the answer, whatever comes: to go on from a fault deep inside of a broken answer would
 * end with one of its parts in the place of the whole. The same holds for a trial that the end of the text cuts. Nothing is shown
 * before that is decided, so what is shown stays.
 *
 * Time is linear in the text. A trial without content has read brackets, then at most one key, number or word, before its fault. Each
 * of those brackets meets the same fault in the same state, so they are skipped together, and the search goes on behind them. What
 * is read again then is one key at most, in which a trial lives beyond its own brackets only by a number or a word, or by taking
 * the key's closing quote for an opening one, and both lie behind its last bracket: no character is read more than three times.
 */
export class JsonFinder {
  readonly #options: IncrementalJsonOptions;
  readonly #kinds: readonly JsonKind[];
  readonly #startInBlankLine: RegExp;
  readonly #startInLine: RegExp;

  #json: IncrementalJson | null = null;
  #isFound = false;
  #wasFoundNow = false;
  /** What the trial has read; empty when there is none, or when it is found. */
  #text = "";
  /** Where `#text` begins, or would begin. */
  #offset = 0;
  /** Whether the line before `#offset` is blank. */
  #isLineBlank = true;
  #missing: JsonFault | null = null;

  constructor(options: FindJsonOptions = {}) {
    const { kinds = ["object", "array"], ...rest } = options;
    this.#options = { ...rest, trailing: "ignore" };
    this.#kinds = kinds;
    this.#startInBlankLine = startPattern(kinds, "(?:^|\\n)");
    this.#startInLine = startPattern(kinds, "\\n");
  }

  /** Offset of the value in the text; null until it is found. */
  get start(): number | null {
    return this.#isFound ? this.#offset : null;
  }

  /** As `IncrementalJson.value`: live, and undefined until the value is found. */
  get value(): JsonValue | undefined {
    return this.#isFound ? this.#json?.value : undefined;
  }

  /** Whether the last `feed` or `end` changed what `value` shows. */
  get changed(): boolean {
    return this.#isFound && (this.#wasFoundNow || this.#json?.changed === true);
  }

  /** A fault in the value that was found, or of the kind `"missing"` after `end` when there is none. Prose is no fault. */
  get error(): JsonFault | null {
    return this.#missing ?? this.#json?.error ?? null;
  }

  snapshot(): JsonValue | undefined {
    return this.#isFound ? this.#json?.snapshot() : undefined;
  }

  isDone(path: string | JsonPath): boolean {
    return this.#isFound && this.#json?.isDone(path) === true;
  }

  /** Reads on. What follows the value is not read. */
  feed(text: string): void {
    this.#wasFoundNow = false;
    this.#json?.feed(text);
    if (this.#isFound) return;
    this.#text += text;
    this.#search();
  }

  /** The text is over. */
  end(): void {
    this.#wasFoundNow = false;
    if (this.#json) {
      this.#json.end();
      if (!this.#isFound && this.#json.error === null) this.#find();
    } else {
      const message = `There is no JSON ${this.#kinds.join(" or ")} in the text.`;
      this.#missing = { kind: "missing", message, offset: this.#offset, path: [] };
    }
  }

  #search(): void {
    while (this.#json !== null || this.#begin()) {
      const fault = this.#json?.error ?? null;
      // Too deep is no sign of prose, and the brackets inside would pass for a shallower answer.
      if (this.#json?.hasContent || fault?.kind === "depth") return this.#find();
      if (fault === null) return;
      const read = fault.offset - this.#offset;
      const brackets = openBrackets.exec(this.#text.slice(0, read))?.[0].length ?? 0;
      // A number or a word has no brackets, and nothing in it can begin a value.
      this.#skip(brackets || read);
      this.#json = null;
    }
  }

  /** Begins the next trial; false when nothing is left that could begin a value. */
  #begin(): boolean {
    const found = (this.#isLineBlank ? this.#startInBlankLine : this.#startInLine).exec(this.#text);
    this.#skip(found ? found.index + found[0].length - 1 : this.#text.length);
    if (!found) return false;
    this.#json = new IncrementalJson({ ...this.#options, offset: this.#offset });
    this.#json.feed(this.#text);
    return true;
  }

  #skip(length: number): void {
    const skipped = this.#text.slice(0, length);
    const lineBreak = skipped.lastIndexOf("\n");
    this.#isLineBlank = (this.#isLineBlank || lineBreak !== -1) && skipped.slice(lineBreak + 1).trim() === "";
    this.#text = this.#text.slice(length);
    this.#offset += length;
  }

  #find(): void {
    this.#isFound = true;
    this.#wasFoundNow = true;
    this.#text = "";
  }
}

/** What ends in a character that can begin such a value. */
function startPattern(kinds: readonly JsonKind[], lineStart: string): RegExp {
  const starts = { object: "\\{", array: "\\[", primitive: `${lineStart}[^\\S\\n]*["\\-\\dtfn]` };
  return new RegExp(kinds.map((kind) => starts[kind]).join("|"));
}

/** Finds the first JSON value in a whole text. Its `value` is undefined, or cut, where `error` is set. */
export function findJson(text: string, options?: FindJsonOptions): JsonFinder {
  const finder = new JsonFinder(options);
  finder.feed(text);
  finder.end();
  return finder;
}
