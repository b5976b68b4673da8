import { CallOptionsError, ToolArgumentsError, UnknownToolError } from "../errors.js";
import type { BaseTool, ToolClass } from "./base-tool.js";
import { createTool } from "./create-tool.js";
import { InvalidTool } from "./invalid-tool.js";
import { RawTool } from "./raw-tool.js";
import { syntheticCallId, type ToolArguments, type ToolCall } from "./tool-call.js";
import type { ToolDefinition } from "./tool-definition.js";
import { toolDefinition } from "./tool-spec.js";

/** A tool that a provider is told about in its own words: any object that is no class. */
export type RawToolDefinition = object;

export type ToolLike = ToolClass | RawToolDefinition;

/** What a call of one of these tools is handed out as. */
export type ToolOf<T> = T extends ToolClass ? InstanceType<T> : T extends RawToolDefinition ? RawTool : never;

export type OnInvalidTool = "return" | "throw";

/** How a provider reads the name of a raw definition; undefined where its tools are not called by name. */
export type RawToolName<Raw extends RawToolDefinition> = (tool: Raw) => string | undefined;

/** A call as a provider has read it. */
export interface ReceivedToolCall {
  /** Empty when the provider sent none. */
  readonly id: string;
  readonly name: string;
  readonly arguments: ToolArguments;
  readonly raw: unknown;
}

/** The tools of one call, by name. `Tool` is what their calls are handed out as: `ToolOf` of what the set is made from. */
export class ToolSet<Raw extends RawToolDefinition = RawToolDefinition, Tool = BaseTool | RawTool> {
  /** In the order given, described. */
  readonly definitions: readonly (ToolDefinition | Raw)[];
  readonly #byName = new Map<string, ToolClass | Raw>();
  readonly #onInvalid: OnInvalidTool;

  /** Throws `CallOptionsError` for two tools with one name, or a class that is no tool. */
  constructor(tools: readonly (ToolClass | Raw)[], rawName: RawToolName<Raw>, onInvalid: OnInvalidTool = "return") {
    this.#onInvalid = onInvalid;
    this.definitions = tools.map((tool) => {
      if (typeof tool !== "function") {
        this.#add(rawName(tool), tool);
        return tool;
      }
      const definition = toolDefinition(tool);
      this.#add(definition.name, tool);
      return definition;
    });
  }

  #add(name: string | undefined, tool: ToolClass | Raw): void {
    if (name === undefined) return;
    if (this.#byName.has(name)) {
      throw new CallOptionsError(
        `Two tools are called "${name}", and the model could not tell them apart. Rename one.`,
      );
    }
    this.#byName.set(name, tool);
  }

  /** The tool of this name, or this very tool, with the name that the model knows it by; undefined where the set has no such tool. */
  find(wanted: string | ToolClass | Raw): { readonly name: string; readonly tool: ToolClass | Raw } | undefined {
    for (const [name, tool] of this.#byName) if (name === wanted || tool === wanted) return { name, tool };
    return undefined;
  }

  /** What the tools are called, in the order given. */
  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** The tool that was called, or what is wrong with the call. Throws that instead where the caller asked for it. */
  create(received: ReceivedToolCall): Tool | InvalidTool {
    const { text, value, error } = received.arguments;
    const call: ToolCall = {
      id: received.id || syntheticCallId(),
      name: received.name,
      args: error ? text : value,
      raw: received.raw,
    };
    const tool = this.#byName.get(call.name);
    try {
      if (tool === undefined) throw this.#unknown(call.name);
      if (error) {
        throw new ToolArgumentsError(`The arguments of the tool "${call.name}" are no JSON: ${error.message}`, {
          cause: error,
        });
      }
      const made: unknown = typeof tool === "function" ? createTool(tool, call) : new RawTool(call);
      // Made from one of the very classes that `Tool` was read from; the map by name cannot tell the compiler which.
      return made as Tool;
    } catch (thrown) {
      // The program's own mistake (a schema that validates asynchronously, say), which no answer of the model can mend.
      if (CallOptionsError.isInstance(thrown)) throw thrown;
      const problem =
        ToolArgumentsError.isInstance(thrown) || UnknownToolError.isInstance(thrown)
          ? thrown
          : new ToolArgumentsError(`The tool "${call.name}" could not be made from its arguments: ${String(thrown)}`, {
              cause: thrown,
            });
      if (this.#onInvalid === "throw") throw problem;
      return new InvalidTool(problem, call, text);
    }
  }

  #unknown(name: string): UnknownToolError {
    return new UnknownToolError(
      `The model called the tool "${name}", which it was not given. It was given ${this.names.length === 0 ? "none" : this.names.join(", ")}.`,
    );
  }
}
