import type { ReceivedToolCall } from "../tool/tool-set.js";
import type { StreamAdapter } from "./stream-adapter.js";
import type { StreamState } from "./stream-state.js";
import type { ToolSlot } from "./tool-slot.js";

/** What one chunk brought of a call of choice 0. */
export interface ToolPiece {
  readonly slot: ToolSlot;
  /** Of the call's arguments. */
  readonly fragment: string;
}

export interface ToolHandoutOptions<Tool, PartialTool> {
  createTool(call: ReceivedToolCall): Tool;
  /**
   * Made anew for each attempt, it says what a piece of a call is handed out as; null: nothing. Where it is not given, calls are handed
   * out whole only.
   */
  readonly partials?: (() => (piece: ToolPiece) => PartialTool | null) | undefined;
}

interface DuePiece extends ToolPiece {
  /** How many calls had settled before it came: it is handed out behind those, and before all others. */
  readonly settledBefore: number;
}

/** Hands out what arrives of tool calls, in the order in which it came: whole calls, and pieces of them where somebody asked. */
export class ToolHandout<Tool, PartialTool> {
  /** The tools handed out so far. */
  readonly tools: Tool[] = [];
  readonly #adapter: StreamAdapter<unknown, unknown, StreamState>;
  readonly #settled: ToolSlot[];
  readonly #pieces: DuePiece[] = [];
  readonly #options: ToolHandoutOptions<Tool, PartialTool>;
  readonly #createPartial: ((piece: ToolPiece) => PartialTool | null) | null = null;

  constructor(adapter: StreamAdapter<unknown, unknown, StreamState>, options: ToolHandoutOptions<Tool, PartialTool>) {
    const { main, settled } = adapter.state;
    this.#adapter = adapter;
    this.#settled = settled;
    this.#options = options;
    if (!options.partials) return;
    this.#createPartial = options.partials();
    main.slots.onFragment = (slot, fragment) => {
      this.#pieces.push({ slot, fragment, settledBefore: this.tools.length + settled.length });
    };
  }

  /** Null when nothing is due. */
  take(): Tool | PartialTool | null {
    // Asked twice a chunk, and nearly always in vain.
    while (this.#pieces.length > 0) {
      const piece = this.#pieces[0]!;
      if (piece.settledBefore > this.tools.length) break;
      this.#pieces.shift();
      const partial = this.#createPartial?.(piece) ?? null;
      if (partial !== null) return partial;
    }
    return this.#settled.length > 0 ? this.#takeTool(this.#settled.shift()!) : null;
  }

  #takeTool(slot: ToolSlot): Tool {
    const tool = this.#options.createTool(this.#adapter.received(slot));
    slot.delivered = true;
    this.tools.push(tool);
    return tool;
  }
}
