import { CallOptionsError, ToolArgumentsError } from "../errors.js";
import { metadataKey } from "../metadata.js";
import type { ParametersSchema } from "./parameters-schema.js";
import type { ToolDefinition } from "./tool-definition.js";

export interface ToolOptions<Args = unknown> {
  /** What the model calls the tool. Default: the name of the class. */
  readonly name?: string;
  /** What the model is told about it. */
  readonly description?: string;
  /** Ask the provider to hold the model to the schema. */
  readonly strict?: boolean;
  /** Arguments as a model should write them, told to it with the description. Each must fit the schema. */
  readonly examples?: readonly Args[];
}

/** What a tool class was made with. */
export interface ToolSpec {
  readonly parameters: ParametersSchema;
  readonly options: ToolOptions;
}

type Class = abstract new (...args: never[]) => object;

/** Of each class that `with` or `tool` made; a tool that another copy of this package made is one, too. */
export const toolSpecs = metadataKey<ToolSpec>("tool");

/** Throws `CallOptionsError` for a class that is no tool. */
export function toolSpec(tool: Class): ToolSpec {
  const spec = toolSpecs.get(tool);
  if (spec) return spec;
  throw new CallOptionsError(
    `${tool.name || "A class"} is no tool: extend BaseTool.with({ … }), which gives a tool its fields.`,
  );
}

export function toolName(tool: Class): string {
  return toolSpec(tool).options.name ?? tool.name;
}

/** What a provider is told about a tool class. Throws `CallOptionsError` where the class cannot be a tool. */
export function toolDefinition(tool: Class): ToolDefinition {
  const name = toolName(tool);
  const { parameters, options } = toolSpec(tool);
  if (name === "") throw new CallOptionsError("A tool has no name. Name its class, or pass { name } to BaseTool.with.");
  const { description, strict, examples } = options;
  const schema = parameters.jsonSchema(name);
  examples?.forEach((example, index) => checkExample(parameters, example, index, name));
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(strict === undefined ? {} : { strict }),
    ...(examples === undefined || examples.length === 0 ? {} : { examples }),
    parameters: schema,
  };
}

/** A model does what an example shows, also where that is wrong. */
function checkExample(parameters: ParametersSchema, example: unknown, index: number, name: string): void {
  try {
    parameters.validate(example, name);
  } catch (cause) {
    if (!ToolArgumentsError.isInstance(cause)) throw cause;
    throw new CallOptionsError(`examples[${index}]: ${cause.message}`, { cause });
  }
}
