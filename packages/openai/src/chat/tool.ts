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
import { strictSchema } from "./strict-schema.js";

/** A tool in OpenAI's own words: its calls are handed out as `RawTool`s. */
export type OpenAIRawTool = OpenAI.ChatCompletionTool;

/** What stands in a call's `tools`: classes of `BaseTool`, or OpenAI's own definitions. */
export type OpenAITool = ToolClass | OpenAIRawTool;

/** What OpenAI and the servers that follow it accept as a tool's name. Source: `FunctionDefinition.name` in its API reference. */
const acceptedName = /^[a-zA-Z0-9_-]{1,64}$/;

/** The tools of one call. Throws `CallOptionsError` for a name that is taken or refused, and for fields that strict cannot express. */
export function openAIToolSet<Tools extends readonly OpenAITool[]>(
  tools: Tools,
  onInvalid?: OnInvalidTool,
): ToolSet<OpenAIRawTool, ToolOf<Tools[number]>> {
  const set = new ToolSet<OpenAIRawTool, ToolOf<Tools[number]>>(tools, rawName, onInvalid);
  for (const tool of set.definitions) {
    const name = "type" in tool ? rawName(tool) : tool.name;
    if (!acceptedName.test(name)) {
      throw new CallOptionsError(
        `OpenAI refuses the tool name "${name}": use 1 to 64 letters, digits, "_" and "-". Give the tool another { name }.`,
      );
    }
    // For its errors, at decoration: what it makes is made anew for each request, which may then be changed by whoever gets it.
    if (!("type" in tool)) described(tool);
  }
  return set;
}

export function isOpenAITool(tool: unknown): tool is OpenAITool {
  return typeof tool === "function" || (typeof tool === "object" && tool !== null && "type" in tool);
}

/** The tools as the request has them; undefined where there are none, because an empty list is refused. */
export function toOpenAITools(tools: ToolSet<OpenAIRawTool, unknown>): OpenAIRawTool[] | undefined {
  return tools.definitions.length === 0
    ? undefined
    : tools.definitions.map((tool) => ("type" in tool ? tool : described(tool)));
}

function described(tool: ToolDefinition): OpenAIRawTool {
  const { name, strict, parameters } = tool;
  const text = toolDescription(tool);
  return {
    type: "function",
    function: {
      name,
      ...(text === undefined ? {} : { description: text }),
      ...(strict === undefined ? {} : { strict }),
      parameters: strict ? strictParameters(parameters, name) : { ...parameters },
    },
  };
}

function strictParameters(parameters: JSONSchema, tool: string): Record<string, unknown> {
  const { schema, problems } = strictSchema(parameters);
  if (problems.length === 0) return schema;
  const found = problems.map(({ path, reason }) => `${path || "the arguments"}: ${reason}`).join("; ");
  throw new CallOptionsError(
    `The tool "${tool}" is strict, and OpenAI's strict form cannot express ${found}. Change that, or leave \`strict\` out.`,
  );
}

/**
 * What the model must do about the tools, in OpenAI's words; undefined where nothing needs to be said. Throws `CallOptionsError` for a
 * tool that the call does not have.
 */
export function toOpenAIToolChoice(
  choice: ToolChoice<readonly OpenAITool[]> | string | undefined,
  tools: ToolSet<OpenAIRawTool, unknown>,
): OpenAI.ChatCompletionToolChoiceOption | undefined {
  if (choice === undefined) return undefined;
  if (choice === "auto" || choice === "none" || choice === "required") {
    if (tools.definitions.length > 0) return choice;
    // OpenAI refuses any choice beside no tools.
    if (choice !== "required") return undefined;
    throw new CallOptionsError('toolChoice is "required", and the call has no tools.');
  }
  const found = tools.find(choice);
  if (!found) {
    const wanted = typeof choice === "string" ? choice : typeof choice === "function" ? choice.name : rawName(choice);
    throw new CallOptionsError(
      `toolChoice is the tool "${wanted}", which the call does not have. It has ${tools.names.length === 0 ? "none" : tools.names.join(", ")}.`,
    );
  }
  const { name, tool } = found;
  return typeof tool !== "function" && tool.type === "custom"
    ? { type: "custom", custom: { name } }
    : { type: "function", function: { name } };
}

function rawName(tool: OpenAIRawTool): string {
  return tool.type === "custom" ? tool.custom.name : tool.function.name;
}
