import type { ToolArgumentsError, UnknownToolError } from "../errors.js";
import type { ToolCall } from "./tool-call.js";

/** A call whose arguments are no JSON, do not fit the schema, or that names an unknown tool. The stream that brought it goes on. */
export class InvalidTool {
  constructor(
    readonly error: ToolArgumentsError | UnknownToolError,
    readonly toolCall: ToolCall,
    /** The arguments as the model wrote them. */
    readonly rawArguments: string,
  ) {}

  get name(): string {
    return this.toolCall.name;
  }

  /** Throws `error`, so that a loop that only calls tools needs no check. */
  call(): never {
    throw this.error;
  }
}
