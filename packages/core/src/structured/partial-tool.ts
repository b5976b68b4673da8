import type { ToolPiece } from "../stream/tool-handout.js";
import type { ToolSlot } from "../stream/tool-slot.js";
import type { ToolClass } from "../tool/base-tool.js";
import type { ToolLike } from "../tool/tool-set.js";
import { toolName } from "../tool/tool-spec.js";
import type { DeepPartial } from "./deep-partial.js";
import { PartialArguments } from "./partial-arguments.js";

type AnyArguments = Readonly<Record<string, unknown>>;

/** What the arguments of a call of one of these tools may hold so far. By the input of the tool: nothing was validated or transformed. */
export type PartialArgumentsOf<Tool extends ToolLike> = [Tool] extends [never]
  ? AnyArguments
  : Tool extends abstract new (args: infer Args) => unknown
    ? unknown extends Args
      ? AnyArguments
      : [Args] extends [never]
        ? AnyArguments
        : DeepPartial<Args>
    : AnyArguments;

/** What a piece of a call of one of these tools is handed out as. */
export type PartialToolOf<Tool extends ToolLike> = PartialTool<PartialArgumentsOf<Tool>>;

/**
 * A tool call that is still arriving: one for each chunk that opens a call or brings a piece of its arguments. The whole tool follows
 * it in a pair of its own.
 */
export class PartialTool<Args = AnyArguments> {
  /** Tells it apart from a whole tool, as `instanceof PartialTool` does. */
  readonly partial = true;
  /** The place of the call among those of the answer: the whole tool will be `stream.tools[index]`. */
  readonly index: number;
  /** The piece of the arguments that this chunk brought, as it came. "" where it only opened the call. */
  readonly delta: string;
  readonly #slot: ToolSlot;
  readonly #arguments: PartialArguments;

  constructor(slot: ToolSlot, index: number, delta: string, args: PartialArguments) {
    this.#slot = slot;
    this.index = index;
    this.delta = delta;
    this.#arguments = args;
  }

  /** The provider's id of the call; "" until it is known. */
  get id(): string {
    return this.#slot.id;
  }

  /** "" until it is known. It may be the name of a tool that was not given. */
  get name(): string {
    return this.#slot.name;
  }

  /**
   * What is known of the arguments. Live: one object that grows with the call; copy it to keep it. Strings grow, everything else appears
   * when it is complete, and what was shown stays. Nothing is validated: the types are the tool's, the values are the model's, and one
   * that leaves a field out by writing null has null there. What is no JSON is read as far as it is.
   */
  get args(): Args {
    const { value } = this.#arguments;
    // As typed as what a model sends can be before it is whole and validated: see above.
    return (typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}) as Args;
  }

  /** Whether this is a call of that tool; narrows `args`. Throws `CallOptionsError` for a class that is no tool. */
  is<Tool extends ToolClass>(tool: Tool): this is PartialToolOf<Tool> {
    return this.name === toolName(tool);
  }
}

/** Makes partial tools of the pieces of one answer's calls. */
export function partialTools<Tool extends ToolLike>(): (piece: ToolPiece) => PartialToolOf<Tool> | null {
  const calls = new Map<ToolSlot, { readonly index: number; readonly args: PartialArguments }>();
  return ({ slot, fragment }) => {
    const known = calls.get(slot);
    // Some servers repeat the name of a call in pieces that bring nothing else.
    if (known && fragment === "") return null;
    const call = known ?? { index: calls.size, args: new PartialArguments() };
    calls.set(slot, call);
    call.args.feed(fragment);
    return new PartialTool<PartialArgumentsOf<Tool>>(slot, call.index, fragment, call.args);
  };
}
