import { ToolArgumentsError } from "../errors.js";
import { defineFields } from "../fields/define-fields.js";
import type { ParametersSchema } from "./parameters-schema.js";
import { reservedNameProblem } from "./reserved-names.js";
import type { ToolCall } from "./tool-call.js";
import { toolName, toolSpecs, type ToolOptions } from "./tool-spec.js";

/** The validated arguments of each tool. Beside its fields, because a schema may make of them what has no fields. */
const validated = new WeakMap<object, unknown>();

export function validatedArguments(tool: object): unknown {
  return validated.get(tool);
}

/** A class below `Base` whose constructor takes the arguments, validates them and puts them on the instance. */
export function defineTool(
  Base: abstract new (...args: never[]) => object,
  parameters: ParametersSchema,
  options: ToolOptions,
): abstract new (args: never) => object {
  // TypeScript asks for exactly this signature of a base class that is only known as a value.
  // oxlint-disable-next-line typescript/no-explicit-any
  const Parent = Base as abstract new (...args: any[]) => object;
  abstract class Tool extends Parent {
    constructor(args: unknown) {
      super();
      const name = toolName(new.target);
      const value = parameters.validate(args, name);
      defineFields(this, fieldsOf(value, name));
      validated.set(this, value);
      setToolCall(this, { id: "", name, args, raw: null });
    }
  }
  // An anonymous subclass inherits this name, and must not be taken for a tool called "Tool".
  Object.defineProperty(Tool, "name", { value: "" });
  toolSpecs.set(Tool, { parameters, options });
  return Tool;
}

function fieldsOf(value: unknown, tool: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  // A schema that lets unknown keys through lets the model choose them, and one of them could stand before call().
  const problem = reservedNameProblem(Object.keys(value));
  if (problem !== undefined) throw new ToolArgumentsError(`The arguments of the tool "${tool}": ${problem}`);
  return { ...value };
}

/** Configurable, so that the call can be told to an instance that its own constructor has finished. */
export function setToolCall(tool: object, call: ToolCall): void {
  Object.defineProperty(tool, "toolCall", { value: call, enumerable: false, configurable: true });
}
