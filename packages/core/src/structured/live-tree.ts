import {
  getPart,
  hasPart,
  isContainer,
  setPart,
  type JsonPath,
  type JsonValue,
  type OpenContainer,
} from "./json-value.js";

/**
 * A value that grows in place: containers keep their identity, and what was shown stays.
 *
 * Adding a part costs the same however large or deep the value is. That is the whole point: a fresh object for each chunk would cost
 * its size each time, which is quadratic in the answer.
 */
export class LiveTree {
  root: JsonValue | undefined;
  /** Whether the value that is seen has changed since this was last set to false. */
  changed = false;
  /** Whether more than opening brackets was seen: a leaf, a member of an object, or a closed container. */
  hasContent = false;

  /** The key or index in each open container, changed in place. In an object the last one is stale between its members. */
  readonly path: (string | number)[] = [];
  readonly #open: OpenContainer[] = [];
  #isReading = false;
  /** Whether the member that is being read has a key that its object has already. */
  #isRepeated = false;
  /** How many containers were open when a repeated key's container was opened; 0 when everything is in sight. */
  #hiddenFrom = 0;

  get depth(): number {
    return this.#open.length;
  }

  get isInArray(): boolean {
    return Array.isArray(this.#open.at(-1));
  }

  beginMember(key: string): void {
    const container = this.#open.at(-1);
    this.#isRepeated = container !== undefined && hasPart(container, key);
    this.path[this.path.length - 1] = key;
    this.#isReading = true;
  }

  /** Goes to the element behind the one that was read last. */
  nextElement(): void {
    this.path[this.path.length - 1] = Number(this.path.at(-1)) + 1;
  }

  open(container: OpenContainer): void {
    if (this.depth > 0 && !this.isInArray) this.hasContent = true;
    // JSON.parse lets the last of several members with one key win. A reader who watches would see the first one shrink to nothing
    // and grow again, so the first stays in sight until its successor is whole.
    if (this.#isRepeated && this.#hiddenFrom === 0) this.#hiddenFrom = this.depth;
    else this.#show(container);
    this.#isRepeated = false;
    this.#open.push(container);
    this.path.push(Array.isArray(container) ? 0 : "");
    this.#isReading = false;
  }

  /** Closes the innermost container and returns it. `path` is then its own. */
  close(): OpenContainer {
    const container = this.#open.pop();
    if (container === undefined) throw new Error("No container is open.");
    this.path.pop();
    this.#isReading = false;
    this.hasContent = true;
    if (this.#hiddenFrom > 0 && this.depth === this.#hiddenFrom) {
      this.#hiddenFrom = 0;
      this.#show(container);
    }
    return container;
  }

  /** Shows a leaf that is complete. */
  put(value: JsonValue): void {
    this.#show(value);
    this.hasContent = true;
    this.#isRepeated = false;
    this.#isReading = false;
  }

  /** Shows a string that may still grow. */
  grow(text: string): void {
    this.#isReading = true;
    this.hasContent = true;
    if (!this.#isRepeated) this.#show(text);
  }

  /** Whether the part is there and nothing more of it will come. Costs the length of the path: only what is on `path` is open. */
  isDone(path: JsonPath): boolean {
    let part = this.root;
    let isOnTheWay = true;
    for (const [depth, key] of path.entries()) {
      if (!isContainer(part) || !hasPart(part, key)) return false;
      part = getPart(part, key);
      isOnTheWay &&= depth < this.path.length && String(this.path[depth]) === String(key);
    }
    const openDepth = this.#isReading ? this.depth : this.depth - 1;
    return part !== undefined && !(isOnTheWay && path.length <= openDepth);
  }

  #show(value: JsonValue): void {
    const container = this.#open.at(-1);
    const key = this.path.at(-1);
    if (container === undefined || key === undefined) {
      this.changed ||= value !== this.root;
      this.root = value;
      return;
    }
    // A string that closes, or a repeated key, may say what is there already. Nothing inherited is ever equal to a value.
    this.changed ||= this.#hiddenFrom === 0 && !Object.is(getPart(container, key), value);
    setPart(container, key, value);
  }
}
