import { CallOptionsError } from "../errors.js";
import { BaseTool, type ToolClass } from "./base-tool.js";
import { defineTool, validatedArguments } from "./define-tool.js";
import { parametersSchema } from "./parameters-schema.js";
import type { ToolCall } from "./tool-call.js";
import type {
  ParameterClash,
  ParameterFields,
  ParametersInput,
  ParametersOutput,
  ToolParameters,
} from "./tool-parameters.js";
import type { ToolContext } from "./tool-context.js";
import { toolDefinition, type ToolOptions } from "./tool-spec.js";

export interface FunctionToolOptions<Name extends string, Parameters extends ToolParameters> extends ToolOptions<
  ParametersInput<NoInfer<Parameters>>
> {
  /** What the model calls the tool. */
  readonly name: Name;
  /** Names and schemas, an object schema, or any Standard Schema that tells its JSON Schema or has one beside it. */
  readonly parameters: Parameters;
}

type ToolFunction = (args: unknown, call: ToolCall, context?: ToolContext) => unknown;

/** A tool of a function whose types are known at run time only. */
export interface UntypedTool extends ToolOptions {
  readonly name: string;
  readonly parameters: ToolParameters;
}

/** The class of a function's tool: whatever takes tool classes takes it. */
export type FunctionTool<Name extends string, Parameters extends ToolParameters, Result> = (new (
  args: ParametersInput<Parameters>,
) => { readonly toolCall: ToolCall; call(context?: ToolContext): Result } & ParameterFields<Parameters>) & {
  readonly name: Name;
};

/**
 * A tool of a plain function. `fn` gets the validated arguments, the model's call, and from `runTools` the signal of the run:
 *
 * ```ts
 * const formatBook = tool(
 *   { name: "format_book", description: "Formats a book.", parameters: { title: z.string() } },
 *   ({ title }) => `«${title}»`,
 * );
 * ```
 *
 * Throws `CallOptionsError` at once for parameters that a model cannot be told.
 */
export function tool<const Name extends string, Parameters extends ToolParameters, Result>(
  options: FunctionToolOptions<Name, Parameters> & { readonly parameters: ParameterClash<NoInfer<Parameters>> },
  fn: (args: ParametersOutput<NoInfer<Parameters>>, call: ToolCall, context?: ToolContext) => Result,
): FunctionTool<Name, Parameters, Result> {
  // The class validates by the very schema that these types were read from.
  return functionTool(options, fn as ToolFunction) as unknown as FunctionTool<Name, Parameters, Result>;
}

/** `tool` without its types. */
export function functionTool(options: UntypedTool, fn: ToolFunction): ToolClass {
  const { parameters, ...rest } = options;
  if (typeof fn !== "function") {
    throw new CallOptionsError(
      `The tool "${rest.name}" has no function. Pass it after the options: tool({ … }, (args) => …).`,
    );
  }
  const Base = defineTool(BaseTool, parametersSchema(parameters), rest) as abstract new (args: unknown) => BaseTool;
  class Tool extends Base {
    override call(context?: ToolContext): unknown {
      return fn(validatedArguments(this), this.toolCall, context);
    }
  }
  Object.defineProperty(Tool, "name", { value: rest.name });
  // At once, because here the caller's own line is in the stack.
  toolDefinition(Tool);
  return Tool;
}
