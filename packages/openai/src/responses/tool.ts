import {
  CallOptionsError,
  ToolSet,
  toolDescription,
  type JSONSchema,
  type OnInvalidTool,
  type ToolChoice,
  type ToolClass,
  type ToolDefinition,
  type ToolOf,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { strictSchema } from "../chat/strict-schema.js";

/** A tool in OpenAI's own words: a function or custom tool, whose calls are handed out as `RawTool`s, or one that the provider runs itself. */
export type OpenAIResponsesRawTool = OpenAI.Responses.Tool;

/** What stands in a call's `tools`: classes of `BaseTool`, or OpenAI's own definitions. */
export type OpenAIResponsesTool = ToolClass | OpenAIResponsesRawTool;

type Choice = NonNullable<OpenAI.Responses.ResponseCreateParams["tool_choice"]>;

/** What OpenAI and the servers that follow it accept as a tool's name. Source: `FunctionDefinition.name` in its API reference. */
const acceptedName = /^[a-zA-Z0-9_-]{1,64}$/;

/** The tools of one call. Throws `CallOptionsError` for a name that is taken or refused, and for fields that strict cannot express. */
export function responsesToolSet<Tools extends readonly OpenAIResponsesTool[]>(
  tools: Tools,
  onInvalid?: OnInvalidTool,
): ToolSet<OpenAIResponsesRawTool, ToolOf<Tools[number]>> {
  const set = new ToolSet<OpenAIResponsesRawTool, ToolOf<Tools[number]>>(tools, rawName, onInvalid);
  for (const name of set.names) {
    if (acceptedName.test(name)) continue;
    throw new CallOptionsError(
      `OpenAI refuses the tool name "${name}": use 1 to 64 letters, digits, "_" and "-". Give the tool another { name }.`,
    );
  }
  // For its errors, at decoration: what it makes is made anew for each request, which may then be changed by whoever gets it.
  for (const tool of set.definitions) if (!("type" in tool)) described(tool);
  return set;
}

export function isResponsesTool(tool: unknown): tool is OpenAIResponsesTool {
  return typeof tool === "function" || (typeof tool === "object" && tool !== null && "type" in tool);
}

/** The tools as the request has them; undefined where there are none. */
export function toResponsesTools(
  tools: ToolSet<OpenAIResponsesRawTool, unknown>,
): OpenAIResponsesRawTool[] | undefined {
  return tools.definitions.length === 0
    ? undefined
    : tools.definitions.map((tool) => ("type" in tool ? tool : described(tool)));
}

function described(tool: ToolDefinition): OpenAIResponsesRawTool {
  const { name, strict = false, parameters } = tool;
  const text = toolDescription(tool);
  return {
    type: "function",
    name,
    ...(text === undefined ? {} : { description: text }),
    parameters: strict ? strictParameters(parameters, name) : { ...parameters },
    // Always said: left out, this API makes a function strict where it can, and so asks the model for fields that are optional.
    strict,
  };
}

function strictParameters(parameters: JSONSchema, tool: string): Record<string, unknown> {
  const { schema, problems } = strictSchema(parameters);
  if (problems.length === 0) return { ...schema };
  const found = problems.map(({ path, reason }) => `${path || "the arguments"}: ${reason}`).join("; ");
  throw new CallOptionsError(
    `The tool "${tool}" is strict, and OpenAI's strict form cannot express ${found}. Change that, or leave \`strict\` out.`,
  );
}

/**
 * What the model must do about the tools, in OpenAI's words; undefined where nothing needs to be said. Throws `CallOptionsError` for a
 * tool that the call does not have.
 */
export function toResponsesToolChoice(
  choice: ToolChoice<readonly OpenAIResponsesTool[]> | string | undefined,
  tools: ToolSet<OpenAIResponsesRawTool, unknown>,
): Choice | undefined {
  if (choice === undefined) return undefined;
  if (choice === "auto" || choice === "none" || choice === "required") {
    if (tools.definitions.length > 0) return choice;
    // OpenAI refuses any choice beside no tools.
    if (choice !== "required") return undefined;
    throw new CallOptionsError('toolChoice is "required", and the call has no tools.');
  }
  const found = tools.find(choice);
  if (found) {
    const isCustom = typeof found.tool !== "function" && found.tool.type === "custom";
    return { type: isCustom ? "custom" : "function", name: found.name };
  }
  // The provider's own tools have no names; they are chosen by their type.
  if (typeof choice === "object" && tools.definitions.includes(choice)) return builtInChoice(choice);
  const wanted =
    typeof choice === "string" ? choice : "type" in choice ? (rawName(choice) ?? choice.type) : choice.name;
  throw new CallOptionsError(
    `toolChoice is the tool "${wanted}", which the call does not have. It has ${tools.names.length === 0 ? "none" : tools.names.join(", ")}.`,
  );
}

function builtInChoice(tool: OpenAIResponsesRawTool): Choice {
  const made = tool.type === "mcp" ? { type: tool.type, server_label: tool.server_label } : { type: tool.type };
  // Which types can be chosen is the API's to say: its list grows faster than the SDK's.
  return made as Choice;
}

function rawName(tool: OpenAIResponsesRawTool): string | undefined {
  return tool.type === "function" || tool.type === "custom" ? tool.name : undefined;
}
