import { CallOptionsError } from "../errors.js";
import { metadataKey, readDecorated } from "../metadata.js";
import type { ToolClass } from "./base-tool.js";
import type { ToolCall } from "./tool-call.js";
import type { ToolContext } from "./tool-context.js";
import { functionTool, type UntypedTool } from "./tool.js";
import type { ParameterClash, ParametersInput, ParametersOutput, ToolParameters } from "./tool-parameters.js";
import type { ToolOptions } from "./tool-spec.js";

export interface ToolkitToolOptions<Parameters extends ToolParameters> extends ToolOptions<
  ParametersInput<NoInfer<Parameters>>
> {
  /** Names and schemas, an object schema, or any Standard Schema that tells its JSON Schema or has one beside it. */
  readonly parameters: Parameters;
}

interface Toolkit {
  readonly tools: readonly ToolClass[];
}

/** Goes on a method whose first parameter takes what the schema makes of the arguments; the model's call is the second. */
export type ToolkitToolDecorator<Args> = <
  Self extends Toolkit,
  Method extends (args: Args, call: ToolCall, context?: ToolContext) => unknown,
>(
  ...decorated:
    | [target: Toolkit, key: string, descriptor: TypedPropertyDescriptor<Method>]
    | [method: Method, context: ClassMethodDecoratorContext<Self>]
) => void;

/** What was said of a tool; its name is that of its method where none was. */
export type ToolkitMethod = Omit<UntypedTool, "name"> & { readonly name?: string };

/**
 * The tools of a toolkit by the name of their method, of the class and those above it. A standard decorator sees no class, and so
 * writes it on each instance, whose metadata those of its classes are under.
 */
export const toolkitTools = metadataKey<ReadonlyMap<string, ToolkitMethod>>("toolkit");

/** Makes a method of a `BaseToolkit` a tool. Its name is the method's unless `name` is given. Throws `CallOptionsError` for what cannot be one. */
export function toolkitTool<Parameters extends ToolParameters>(
  options: ToolkitToolOptions<Parameters> & { readonly parameters: ParameterClash<NoInfer<Parameters>> },
): ToolkitToolDecorator<ParametersOutput<Parameters>> {
  return (...args: readonly unknown[]): void => {
    const decorated = readDecorated(args);
    if (decorated.on !== "method" || decorated.isStatic || decorated.context?.private) {
      const what =
        decorated.on === "other" ? decorated.what : decorated.on === "method" ? decorated.name : decorated.on;
      throw new CallOptionsError(
        `@toolkitTool was put on ${what}. It goes on a public method of a toolkit's instances.`,
      );
    }
    const { name, value, owner, context } = decorated;
    // For its checks: the tool itself is made for each instance.
    functionTool({ ...options, name: options.name ?? name }, value);
    if (owner) addTool(owner, name, options);
    context?.addInitializer(function (this: unknown) {
      addTool(Object(this), name, options);
    });
  };
}

function addTool(target: object, name: string, options: ToolkitMethod): void {
  toolkitTools.set(target, new Map([...(toolkitTools.get(target) ?? []), [name, options]]));
}
