import type { ToolCall } from "./tool-call.js";

/** A call of a tool that was given as the provider's own definition: nothing is known of its arguments. */
export class RawTool {
  constructor(readonly toolCall: ToolCall) {}

  get name(): string {
    return this.toolCall.name;
  }

  /** The parsed arguments, not validated. */
  get args(): unknown {
    return this.toolCall.args;
  }
}
