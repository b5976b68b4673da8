import {
  CallOptionsError,
  ToolSet,
  isObject,
  type JSONSchema,
  type OnInvalidTool,
  type SentParams,
  type ToolChoice,
  type ToolClass,
  type ToolDefinition,
  type ToolOf,
} from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import { outputSchema } from "./output-schema.js";

/**
 * A tool in Anthropic's own words: its calls are handed out as `RawTool`s. Those that the API runs itself (`web_search_20250305`, say)
 * are never handed out; their blocks are in the response. A tool of your own has to say `type: "custom"`.
 */
export type AnthropicRawTool =
  | (Anthropic.Tool & { readonly type: "custom" })
  | Exclude<Anthropic.ToolUnion, Anthropic.Tool>;

/** What stands in a call's `tools`: classes of `BaseTool`, or Anthropic's own definitions. */
export type AnthropicTool = ToolClass | AnthropicRawTool;

/** What Anthropic accepts as a tool's name. Source: https://platform.claude.com/docs/en/agents-and-tools/tool-use/implement-tool-use. */
const acceptedName = /^[a-zA-Z0-9_-]{1,64}$/;

export function isAnthropicTool(tool: unknown): tool is AnthropicTool {
  return typeof tool === "function" || (isObject(tool) && typeof tool.type === "string");
}

/** The tools of one call. Throws `CallOptionsError` for a name that is taken or refused, and for fields that strict cannot express. */
export function anthropicToolSet<Tools extends readonly AnthropicTool[]>(
  tools: Tools,
  onInvalid?: OnInvalidTool,
): ToolSet<AnthropicRawTool, ToolOf<Tools[number]>> {
  const set = new ToolSet<AnthropicRawTool, ToolOf<Tools[number]>>(tools, rawName, onInvalid);
  for (const tool of set.definitions) {
    const name = "type" in tool ? rawName(tool) : tool.name;
    if (name !== undefined && !acceptedName.test(name)) {
      throw new CallOptionsError(
        `Anthropic refuses the tool name "${name}": use 1 to 64 letters, digits, "_" and "-". Give the tool another { name }.`,
      );
    }
    // For its errors, at decoration: what it makes is made anew for each request, which may then be changed by whoever gets it.
    if (!("type" in tool)) described(tool);
  }
  return set;
}

/** The tools as the request has them; undefined where there are none. */
export function toAnthropicTools(tools: ToolSet<AnthropicRawTool, unknown>): Anthropic.ToolUnion[] | undefined {
  return tools.definitions.length === 0
    ? undefined
    : tools.definitions.map((tool) => ("type" in tool ? tool : described(tool)));
}

function described(tool: ToolDefinition): Anthropic.Tool {
  const { name, description, strict, parameters, examples = [] } = tool;
  const inputs = examples.filter(isObject).map((example) => ({ ...example }));
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(strict === undefined ? {} : { strict }),
    ...(inputs.length === 0 ? {} : { input_examples: inputs }),
    input_schema: { ...(strict ? strictParameters(parameters, name) : parameters), type: "object" },
  };
}

function strictParameters(parameters: JSONSchema, tool: string): JSONSchema {
  const { schema, problems } = outputSchema(parameters);
  if (problems.length === 0) return schema;
  const found = problems.map(({ path, reason }) => `${path || "the arguments"}: ${reason}`).join("; ");
  throw new CallOptionsError(
    `The tool "${tool}" is strict, and Anthropic's strict form cannot express ${found}. Change that, or leave \`strict\` out.`,
  );
}

/**
 * What the model must do about the tools, in Anthropic's words; nothing where nothing needs to be said. Throws `CallOptionsError` for a
 * tool that the call does not have.
 */
export function toAnthropicToolChoice(
  choice: ToolChoice<readonly AnthropicTool[]> | undefined,
  tools: ToolSet<AnthropicRawTool, unknown>,
): SentParams {
  if (choice === undefined) return {};
  if (choice === "auto" || choice === "none" || choice === "required") {
    if (tools.definitions.length > 0) return { tool_choice: { type: choice === "required" ? "any" : choice } };
    // Anthropic refuses any choice beside no tools.
    if (choice !== "required") return {};
    throw new CallOptionsError('toolChoice is "required", and the call has no tools.');
  }
  const found = tools.find(choice);
  if (found) return { tool_choice: { type: "tool", name: found.name } };
  const wanted = typeof choice === "string" ? choice : typeof choice === "function" ? choice.name : rawName(choice);
  throw new CallOptionsError(
    `toolChoice is the tool "${wanted}", which the call does not have. It has ${tools.names.length === 0 ? "none" : tools.names.join(", ")}.`,
  );
}

/** Undefined for a set of tools (`computer_toolset_…`), which has no name of its own. */
function rawName(tool: AnthropicRawTool): string | undefined {
  return "name" in tool ? tool.name : undefined;
}
