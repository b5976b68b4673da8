import { isObject, text, type JSONObject, type ToolArguments, type ToolSlot } from "@zoetrope/core";
import { argumentsOf } from "./function-calls.js";
import { rememberCallId } from "./call-id.js";
import { PartialArguments } from "./partial-arguments.js";

interface Delta {
  readonly index: number;
  readonly id: unknown;
  readonly name: unknown;
  readonly arguments: string;
}

/** A call of a function in a stream: mostly whole in one part, on Vertex also in pieces (`streamFunctionCallArguments`). */
export class StreamedCall {
  readonly slot: ToolSlot;
  readonly #index: number;
  readonly #accept: (delta: Delta) => ToolSlot;
  /** Null for a call that came whole. */
  readonly #pieces: PartialArguments | null;
  #part: JSONObject;
  #built: JSONObject | null = null;

  constructor(part: JSONObject, index: number, accept: (delta: Delta) => ToolSlot) {
    this.#part = part;
    this.#index = index;
    this.#accept = accept;
    const call = callIn(part);
    const isInPieces = call.willContinue === true || Array.isArray(call.partialArgs);
    this.#pieces = isInPieces ? new PartialArguments() : null;
    const begun = this.#pieces ? this.#pieces.open() + this.#pieces.add(call) : argumentsOf(call).text;
    this.slot = accept({ index, id: call.id, name: call.name, arguments: begun });
  }

  /** Takes in a further piece. */
  add(part: JSONObject): void {
    const call = callIn(part);
    // What stands beside the call, a signature for one, may come with any piece of it.
    this.#part = { ...this.#part, ...part, functionCall: { ...callIn(this.#part), ...call } };
    this.#append(this.#pieces?.add(call) ?? "", call.id);
  }

  /** No piece will follow. */
  end(): void {
    this.#append(this.#pieces?.close() ?? "");
  }

  /** The part as it would have come whole; of a call in pieces with what there is so far. */
  toPart(): JSONObject {
    if (this.#pieces === null) this.#built ??= this.#part;
    else if (this.#built === null || !this.slot.settled) {
      const { partialArgs: _pieces, willContinue: _more, ...call } = callIn(this.#part);
      this.#built = { ...this.#part, functionCall: { ...call, args: this.#pieces.value } };
    }
    rememberCallId(this.#built, this.slot.id);
    return this.#built;
  }

  get arguments(): ToolArguments {
    // An unfinished text of a call that the provider broke off is no JSON, and says so; only values out of order are read elsewhere.
    if (this.#pieces === null || this.#pieces.isInOrder) return this.slot.arguments;
    const { value } = this.#pieces;
    return { text: JSON.stringify(value), value, error: null };
  }

  #append(fragment: string, id?: unknown): void {
    if (fragment === "" && text(id) === null) return;
    this.#accept({ index: this.#index, id: this.slot.id || id, name: null, arguments: fragment });
  }
}

function callIn(part: JSONObject): JSONObject {
  return isObject(part.functionCall) ? part.functionCall : {};
}
