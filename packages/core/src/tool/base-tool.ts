import { defineTool } from "./define-tool.js";
import { parametersSchema } from "./parameters-schema.js";
import type { ToolCall } from "./tool-call.js";
import type { ParameterClash, ParameterFields, ParametersInput, ToolFields } from "./tool-parameters.js";
import type { ToolOptions } from "./tool-spec.js";

/** What `with` returns: a base class that is made from the input of its fields and has their output. */
export type ToolWith<
  Base extends abstract new (...args: never[]) => BaseTool,
  Fields extends ToolFields,
> = abstract new (args: ParametersInput<Fields>) => InstanceType<Base> & ParameterFields<Fields>;

export type ToolClass = abstract new (...args: never[]) => BaseTool;

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

  /** `fields` are names and schemas, or a `z.object`, of zod or zod-mini. */
  static with<Fields extends ToolFields, Base extends abstract new (...args: never[]) => BaseTool>(
    this: Base,
    fields: Fields & ParameterClash<Fields>,
    options: ToolOptions<ParametersInput<Fields>> = {},
  ): ToolWith<Base, Fields> {
    // What `defineTool` puts on an instance is what the schema was typed by; only its value is known there.
    return defineTool(this, parametersSchema(fields), options) as unknown as ToolWith<Base, Fields>;
  }
}
