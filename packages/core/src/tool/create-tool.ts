import { CallOptionsError } from "../errors.js";
import { dropAbsentNulls } from "./absent-nulls.js";
import type { BaseTool, ToolClass } from "./base-tool.js";
import { setToolCall } from "./define-tool.js";
import type { ToolCall } from "./tool-call.js";
import { toolSpec } from "./tool-spec.js";

/** Makes the tool that a model called. Throws what its constructor throws: `ToolArgumentsError` where the arguments do not fit. */
export function createTool(tool: ToolClass, call: ToolCall): BaseTool {
  // Strict or not: models of servers without a strict form write null for what they leave out, too.
  const args = dropAbsentNulls(toolSpec(tool).parameters.jsonSchema(call.name), call.args);
  const made: unknown = Reflect.construct(tool, [args]);
  if (!isTool(made)) throw new CallOptionsError(`The tool "${call.name}" has no call().`);
  setToolCall(made, call);
  return made;
}

/** Not `instanceof`: the class may come from another copy of this package. */
function isTool(value: unknown): value is BaseTool {
  return typeof value === "object" && value !== null && "call" in value && typeof value.call === "function";
}
