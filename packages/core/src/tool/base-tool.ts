import * as z from "zod/v4/core";
import { CallOptionsError, ToolArgumentsError } from "../errors.js";
import { defineFields } from "../fields/define-fields.js";
import { describeIssues, objectSchema } from "../fields/object-schema.js";
import { metadataKey } from "../metadata.js";
import type { ToolCall } from "./tool-call.js";
import { toolSchema, type ToolDefinition } from "./tool-definition.js";

export interface ToolOptions {
  /** What the model calls the tool. Default: the name of the class. */
  readonly name?: string;
  /** What the model is told about it. */
  readonly description?: string;
  /** Ask the provider to hold the model to the schema. */
  readonly strict?: boolean;
}

/** The names that a tool's own fields cannot have. */
type Reserved = "call" | "toolCall" | "constructor" | "__proto__";
const reserved: readonly string[] = ["call", "toolCall", "constructor", "__proto__"] satisfies Reserved[];

/** A shape whose names the compiler does not know is checked at run time only. */
type Clash<Shape> = string extends keyof Shape
  ? unknown
  : keyof Shape & Reserved extends never
    ? unknown
    : { [K in keyof Shape & Reserved]: `'${K}' is a member of every tool: choose another field name` };

type Input<Shape extends z.$ZodShape> = z.input<z.$ZodObject<Shape, z.$strip>>;
/** Without fields zod's output is a record of nothing, which would forbid the tool's own members. */
type Output<Shape extends z.$ZodShape> = keyof Shape extends never ? unknown : z.output<z.$ZodObject<Shape, z.$strip>>;

/** What `with` returns: a base class that is made from the input of its fields and has their output. */
export type ToolWith<
  Base extends abstract new (...args: never[]) => BaseTool,
  Shape extends z.$ZodShape,
> = abstract new (args: Input<Shape>) => InstanceType<Base> & Readonly<Output<Shape>>;

export type ToolClass = abstract new (...args: never[]) => BaseTool;

interface ToolSpec {
  readonly schema: z.$ZodObject;
  readonly options: ToolOptions;
}

/** Of each class that `with` made; a tool that another copy of this package made is one, too. */
const toolSpec = metadataKey<ToolSpec>("tool");

/**
 * A tool that the model may call. Extend `BaseTool.with(fields, options)` and write `call()`:
 *
 * ```ts
 * class FormatBook extends BaseTool.with({ title: z.string() }, { description: "Formats a book." }) {
 *   call() { return `«${this.title}»`; }
 * }
 * ```
 */
export abstract class BaseTool {
  /** The call that this instance was made from; its `id` is empty on an instance that your own code made. */
  declare readonly toolCall: ToolCall;

  /** Runs the tool. */
  abstract call(): unknown;

  static with<Shape extends z.$ZodShape, Base extends abstract new (...args: never[]) => BaseTool>(
    this: Base,
    fields: Shape & Clash<Shape>,
    options: ToolOptions = {},
  ): ToolWith<Base, Shape> {
    for (const name of Object.keys(fields)) {
      if (reserved.includes(name)) {
        throw new CallOptionsError(`'${name}' is a member of every tool: choose another field name.`);
      }
    }
    const schema = objectSchema(fields);
    // TypeScript asks for exactly this signature of a base class that is only known as a type parameter.
    // oxlint-disable-next-line typescript/no-explicit-any
    const Parent = this as unknown as abstract new (...args: any[]) => BaseTool;
    abstract class Tool extends Parent {
      constructor(args: Input<Shape>) {
        super();
        const name = toolName(new.target);
        const parsed = z.safeParse(schema, args);
        if (!parsed.success) {
          throw new ToolArgumentsError(
            `The arguments of the tool "${name}" do not fit its schema: ${describeIssues(parsed.error.issues)}`,
            { cause: parsed.error },
          );
        }
        defineFields(this, parsed.data);
        setToolCall(this, { id: "", name, args, raw: null });
      }
    }
    // An anonymous subclass inherits this name, and must not be taken for a tool called "Tool".
    Object.defineProperty(Tool, "name", { value: "" });
    toolSpec.set(Tool, { schema, options });
    return Tool as unknown as ToolWith<Base, Shape>;
  }
}

/** Configurable, so that the call can be told to an instance that its own constructor has finished. */
function setToolCall(tool: BaseTool, call: ToolCall): void {
  Object.defineProperty(tool, "toolCall", { value: call, enumerable: false, configurable: true });
}

/** Makes the tool that a model called. Throws what its constructor throws: `ToolArgumentsError` where the arguments do not fit. */
export function createTool(tool: ToolClass, call: ToolCall): BaseTool {
  const made: unknown = Reflect.construct(tool, [call.args]);
  if (!isTool(made)) throw new CallOptionsError(`The tool "${call.name}" has no call().`);
  setToolCall(made, call);
  return made;
}

/** Not `instanceof`: the class may come from another copy of this package. */
function isTool(value: unknown): value is BaseTool {
  return typeof value === "object" && value !== null && "call" in value && typeof value.call === "function";
}

/** What a provider is told about a tool class. Throws `CallOptionsError` where the class cannot be a tool. */
export function toolDefinition(tool: ToolClass): ToolDefinition {
  const name = toolName(tool);
  const { schema, options } = specOf(tool);
  if (name === "") throw new CallOptionsError("A tool has no name. Name its class, or pass { name } to BaseTool.with.");
  return {
    name,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.strict === undefined ? {} : { strict: options.strict }),
    parameters: toolSchema(schema, name),
  };
}

function toolName(tool: ToolClass): string {
  return specOf(tool).options.name ?? tool.name;
}

function specOf(tool: ToolClass): ToolSpec {
  const spec = toolSpec.get(tool);
  if (spec) return spec;
  throw new CallOptionsError(
    `${tool.name || "A class"} is no tool: extend BaseTool.with({ … }), which gives a tool its fields.`,
  );
}
