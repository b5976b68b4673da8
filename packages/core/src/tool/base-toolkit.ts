import { CallOptionsError } from "../errors.js";
import type { ToolClass } from "./base-tool.js";
import { functionTool } from "./tool.js";
import { toolkitTools, type ToolkitMethod } from "./toolkit-tool.js";

export interface ToolkitOptions {
  /** Stands before each tool's name, as in `fiction_find`: two instances in one call need different ones. Default: none. */
  readonly namespace?: string;
}

/**
 * Tools that share state. Extend it, and put `@toolkitTool` on the methods that the model may call:
 *
 * ```ts
 * class Library extends BaseToolkit {
 *   constructor(readonly books: string[]) { super(); }
 *   @toolkitTool({ description: "Finds a book.", parameters: { title: z.string() } })
 *   find({ title }: { title: string }) { return this.books.includes(title); }
 * }
 * openaiCall(model, { tools: new Library(["Dune"]).tools })
 * ```
 */
export abstract class BaseToolkit {
  readonly #namespace: string | undefined;
  #tools: readonly ToolClass[] | undefined;

  constructor({ namespace }: ToolkitOptions = {}) {
    this.#namespace = namespace;
  }

  /** The classes of its tools, bound to this instance: the same at each reading. In the order of the methods, those of a base class first. */
  get tools(): readonly ToolClass[] {
    this.#tools ??= [...(toolkitTools.get(this) ?? [])].map(([method, options]) => this.#bind(method, options));
    return this.#tools;
  }

  #bind(method: string, options: ToolkitMethod): ToolClass {
    const name = options.name ?? method;
    // Looked up at each call, so that a subclass's method stands for the one it overrides.
    return functionTool({ ...options, name: this.#namespace ? `${this.#namespace}_${name}` : name }, (...args) => {
      const own: unknown = Reflect.get(this, method);
      if (typeof own === "function") return Reflect.apply(own, this, args);
      throw new CallOptionsError(
        `${this.constructor.name} has no method "${method}" that its tool "${name}" could call.`,
      );
    });
  }
}
