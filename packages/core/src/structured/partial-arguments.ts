import type { ToolPiece } from "../stream/tool-handout.js";
import { IncrementalJson } from "./incremental-json.js";
import { isContainer, type JsonValue } from "./json-value.js";

/**
 * Reads the arguments of one call as they arrive. What is no JSON is read as far as it is; nothing throws.
 *
 * The text is read as it comes, like that of a settled call, and the two mends of a settled call are tried when it turns out to be no
 * JSON: not before, because `{"node":` twice is how a tree may begin.
 */
export class PartialArguments {
  #json = new IncrementalJson();
  /** The last fragment, while each began with the one before it. */
  #cumulative: string | null = "";
  /** This server sends the whole again each time. */
  #isCumulative = false;

  /** Live: the same object each time, which grows. */
  get value(): JsonValue | undefined {
    return this.#json.value;
  }

  feed(fragment: ToolPiece["fragment"]): void {
    if (fragment === "") return;
    const before = this.#cumulative;
    if (before !== null) this.#cumulative = fragment.startsWith(before) ? fragment : null;
    const isChain = this.#cumulative !== null;
    this.#json.feed(this.#isCumulative && isChain && before !== null ? fragment.slice(before.length) : fragment);
    if (this.#json.error === null || this.#isCumulative) return;
    if (isChain) this.#isCumulative = true;
    // Some servers open every call with `{}` and then send the real arguments.
    else if (!this.#isEmptyObject) return;
    this.#json = new IncrementalJson();
    this.#json.feed(fragment);
  }

  get #isEmptyObject(): boolean {
    const { value } = this.#json;
    return isContainer(value) && this.#json.isDone([]) && Object.keys(value).length === 0;
  }
}
