import { isObject, objects, type JSONObject } from "@zoetrope/core";
import { ArgumentsTree, type ArgumentValue, type Step } from "./arguments-tree.js";

/**
 * Arguments of a call that arrive value by value, each with its path: `{ jsonPath: "$.items[0].name", stringValue: "app", willContinue: true }`.
 *
 * They come in the order of the document, so each becomes a piece of JSON text that can be appended to those before it: whoever reads
 * calls before they are whole needs no other way. Values that come in another order cannot be appended; then the text stands still,
 * and `value` alone is right.
 */
export class PartialArguments {
  readonly #tree = new ArgumentsTree();
  /** Where the last value stands; every container on the way there is open in the text. */
  #path: readonly Step[] = [];
  #inString = false;
  #isInOrder = true;
  #closed = false;

  /** The text holds every value. */
  get isInOrder(): boolean {
    return this.#isInOrder;
  }

  get value(): unknown {
    return this.#tree.toJSON();
  }

  /** What the text begins with. */
  open(): string {
    return "{";
  }

  /** Takes in the values that one chunk brings, and returns the text that they add. */
  add(call: JSONObject): string {
    let added = "";
    if (isObject(call.args))
      for (const [name, value] of Object.entries(call.args)) added += this.#set([name], { value });
    for (const piece of objects(call.partialArgs)) {
      const value = valueOf(piece);
      if (value !== null && typeof piece.jsonPath === "string") added += this.#set(stepsOf(piece.jsonPath), value);
    }
    return added;
  }

  /** No more will come: the text that closes what is open. */
  close(): string {
    if (this.#closed || !this.#isInOrder) return "";
    this.#closed = true;
    return this.#closeDownTo(0) + "}";
  }

  #set(path: readonly Step[], value: ArgumentValue): string {
    const isSame = path.length === this.#path.length && path.every((step, at) => step === this.#path[at]);
    const goesOn = isSame && this.#inString && typeof value.value === "string";
    const text = this.#isInOrder ? (goesOn ? "" : this.#moveTo(path)) : null;
    this.#tree.set(path, value, goesOn);
    if (text === null) {
      this.#isInOrder = false;
      return "";
    }
    this.#path = path;
    this.#inString = typeof value.value === "string" && value.goesOn === true;
    const quoted = JSON.stringify(value.value);
    return text + quoted.slice(goesOn ? 1 : 0, this.#inString ? -1 : undefined);
  }

  /** Closes what the value is not in and opens what it is in; null where that cannot be said by appending. */
  #moveTo(path: readonly Step[]): string | null {
    let shared = 0;
    while (shared < path.length && path[shared] === this.#path[shared]) shared++;
    const step = path[shared];
    const before = this.#path[shared];
    const isFirst = this.#path.length === 0;
    // The root is an object; a list goes up; what has a value already is closed.
    if (step === undefined || (isFirst ? typeof step === "number" : !follows(before, step))) return null;
    if (this.#tree.has(path.slice(0, shared + 1))) return null;
    let text = isFirst ? "" : `${this.#closeDownTo(shared)},`;
    for (let at = shared; at < path.length; at++) {
      const key = path[at];
      if (at > shared) text += typeof key === "number" ? "[" : "{";
      if (typeof key === "string") text += `${JSON.stringify(key)}:`;
    }
    return text;
  }

  /** Closes the value that is open, and the containers below this depth. */
  #closeDownTo(depth: number): string {
    let text = this.#inString ? '"' : "";
    this.#inString = false;
    for (let at = this.#path.length - 1; at > depth; at--) text += typeof this.#path[at] === "number" ? "]" : "}";
    return text;
  }
}

function follows(before: Step | undefined, step: Step): boolean {
  return typeof before === typeof step && (typeof step === "string" || Number(before) < step);
}

/** Null: the piece has no value. */
function valueOf(piece: JSONObject): ArgumentValue | null {
  const { stringValue, numberValue, boolValue } = piece;
  if (typeof stringValue === "string") return { value: stringValue, goesOn: piece.willContinue === true };
  if (typeof numberValue === "number") return { value: numberValue };
  if (typeof boolValue === "boolean") return { value: boolValue };
  return "nullValue" in piece ? { value: null } : null;
}

const stepPattern = /\.?([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/gy;

/** The steps of a path like `$.operations[0].action` (RFC 9535's names and indexes; nothing else was seen). */
function stepsOf(path: string): readonly Step[] {
  const inner = path.startsWith("$") ? path.slice(1) : path;
  const steps: Step[] = [];
  let read = 0;
  for (const [whole, name, index, single, double] of inner.matchAll(stepPattern)) {
    read += whole.length;
    const quoted = (single ?? double)?.replaceAll(/\\(.)/g, "$1");
    steps.push(index === undefined ? (name ?? quoted ?? "") : Number(index));
  }
  // A path that cannot be read is a name of its own: its value is not lost.
  return read === inner.length && steps.length > 0 ? steps : [path];
}
