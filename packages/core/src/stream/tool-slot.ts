import { parseArguments, syntheticCallId, type ToolArguments } from "../tool/tool-call.js";
import { checkDepth } from "./json-depth.js";
import { TextAccumulator } from "./text-accumulator.js";

const quote = 34;
const backslash = 92;

/** One tool call while it arrives. */
export class ToolSlot {
  id = "";
  name = "";
  /** No more arguments are taken: the call can be handed out. */
  settled = false;
  /** The call was handed out as a tool. */
  delivered = false;
  /** Fields of the call that this library does not know. A map, because their names come from the wire. */
  readonly unknown = new Map<string, unknown>();
  readonly #text = new TextAccumulator();
  #opened = false;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The last fragment, while every fragment began with the one before it: a server that sends the whole again each time. */
  #cumulative: string | null = "";
  #parsed: ToolArguments | null = null;
  /** How deep the arguments may be nested. */
  readonly #limit: number;

  constructor(depth: number) {
    this.#limit = depth;
  }

  /** Some arguments came. */
  get begun(): boolean {
    return !this.#text.isEmpty;
  }

  /**
   * The arguments' outer brace is closed. Counted as fragments arrive: parsing at each of 4,000 fragments to find this out took half
   * a second.
   */
  get complete(): boolean {
    return this.#opened && this.#depth === 0 && !this.#inString;
  }

  /** The arguments so far, as they came. */
  get text(): string {
    return this.#parsed?.text ?? this.#text.toString();
  }

  append(fragment: string): void {
    if (fragment === "" || this.settled) return;
    if (this.#cumulative !== null) this.#cumulative = fragment.startsWith(this.#cumulative) ? fragment : null;
    this.#text.add(fragment);
    this.#scan(fragment);
  }

  settle(): void {
    if (this.settled) return;
    this.settled = true;
    this.id ||= syntheticCallId();
  }

  /** The arguments of a settled call, read once. Throws `StreamLimitError` where they are nested too deep. */
  get arguments(): ToolArguments {
    return (this.#parsed ??= this.#read());
  }

  #read(): ToolArguments {
    const text = this.#text.toString();
    checkDepth(text, this.#limit, "A tool call's arguments");
    const whole = parseArguments(text);
    if (whole.error === null) return whole;
    if (this.#cumulative !== null) return parseArguments(this.#cumulative);
    // Some servers open every call with `{}` and then send the real arguments.
    if (whole.text.startsWith("{}")) {
      const rest = parseArguments(whole.text.slice(2));
      if (rest.error === null) return rest;
    }
    return whole;
  }

  #scan(fragment: string): void {
    for (let i = 0; i < fragment.length; i++) {
      const code = fragment.charCodeAt(i);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === backslash) this.#escaped = true;
        else if (code === quote) this.#inString = false;
      } else if (code === quote) this.#inString = true;
      else if (code === 123 /* { */) {
        this.#depth++;
        this.#opened = true;
      } else if (code === 125 /* } */) this.#depth--;
    }
  }
}
