import {
  CallOptionsError,
  ToolSet,
  type OnInvalidTool,
  type ToolClass,
  type ToolDefinition,
  type ToolOf,
} from "@zoetrope/core";
import type OpenAI from "openai";

/** A tool in OpenAI's own words: its calls are handed out as `RawTool`s. */
export type OpenAIRawTool = OpenAI.ChatCompletionTool;

/** What stands in a call's `tools`: classes of `BaseTool`, or OpenAI's own definitions. */
export type OpenAITool = ToolClass | OpenAIRawTool;

/** What OpenAI and the servers that follow it accept as a tool's name. Source: `FunctionDefinition.name` in its API reference. */
const acceptedName = /^[a-zA-Z0-9_-]{1,64}$/;

/** The tools of one call. Throws `CallOptionsError` for a name that is taken or refused. */
export function openAIToolSet<Tools extends readonly OpenAITool[]>(
  tools: Tools,
  onInvalid?: OnInvalidTool,
): ToolSet<OpenAIRawTool, ToolOf<Tools[number]>> {
  const set = new ToolSet<OpenAIRawTool, ToolOf<Tools[number]>>(tools, rawName, onInvalid);
  for (const tool of set.definitions) {
    const name = "type" in tool ? rawName(tool) : tool.name;
    if (!acceptedName.test(name)) {
      throw new CallOptionsError(
        `OpenAI refuses the tool name "${name}": use 1 to 64 letters, digits, "_" and "-". Pass { name } to BaseTool.with.`,
      );
    }
  }
  return set;
}

/** The tools as the request has them; undefined where there are none, because an empty list is refused. */
export function toOpenAITools(tools: ToolSet<OpenAIRawTool, unknown>): OpenAIRawTool[] | undefined {
  return tools.definitions.length === 0
    ? undefined
    : tools.definitions.map((tool) => ("type" in tool ? tool : described(tool)));
}

function described({ name, description, strict, parameters }: ToolDefinition): OpenAIRawTool {
  return {
    type: "function",
    function: {
      name,
      ...(description === undefined ? {} : { description }),
      ...(strict === undefined ? {} : { strict }),
      parameters: { ...parameters },
    },
  };
}

function rawName(tool: OpenAIRawTool): string {
  return tool.type === "custom" ? tool.custom.name : tool.function.name;
}
