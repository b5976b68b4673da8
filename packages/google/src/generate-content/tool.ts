import type { Tool } from "@google/genai";
import {
  CallOptionsError,
  ToolSet,
  isObject,
  toolDescription,
  type OnInvalidTool,
  type ToolChoice,
  type ToolClass,
  type ToolDefinition,
  type ToolOf,
} from "@zoetrope/core";

/** A tool in Google's own words: `{ googleSearch: {} }`, or functions, whose calls are handed out as `RawTool`s. */
export type GoogleRawTool = Tool;

/** What stands in a call's `tools`: classes of `BaseTool`, or Google's own definitions. */
export type GoogleTool = ToolClass | GoogleRawTool;

/** What a request says of the functions' use. */
export interface FunctionCalling {
  readonly mode: "AUTO" | "ANY" | "NONE" | "VALIDATED";
  readonly allowedFunctionNames?: string[];
}

/** Source: `FunctionDeclaration.name` in https://ai.google.dev/api/caching#FunctionDeclaration; 64 is what every model takes. */
const acceptedName = /^[a-zA-Z_][\w.:-]{0,63}$/;

export function isGoogleTool(tool: unknown): tool is GoogleTool {
  return typeof tool === "function" || isObject(tool);
}

/** The tools of one call. Throws `CallOptionsError` for a name that is taken or refused. */
export function googleToolSet<Tools extends readonly GoogleTool[]>(
  tools: Tools,
  onInvalid?: OnInvalidTool,
): ToolSet<GoogleRawTool, ToolOf<Tools[number]>> {
  const set = new ToolSet<GoogleRawTool, ToolOf<Tools[number]>>(tools.flatMap(oneByOne), rawName, onInvalid);
  for (const name of set.names) {
    if (acceptedName.test(name)) continue;
    throw new CallOptionsError(
      `Google refuses the tool name "${name}": use 1 to 64 letters, digits, "_", ".", ":" and "-", a letter or "_" first. Give the tool another { name }.`,
    );
  }
  return set;
}

/** The tools as the request has them, all functions in one; undefined where there are none. Vertex refuses functions in several. */
export function toGoogleTools(tools: ToolSet<GoogleRawTool, unknown>): GoogleRawTool[] | undefined {
  const functions = tools.definitions.flatMap((tool) =>
    isDefinition(tool)
      ? [declared(tool)]
      : (tool.functionDeclarations ?? []).map((declaration) => ({ ...declaration })),
  );
  const others = tools.definitions.flatMap((tool) => (isDefinition(tool) ? [] : besideFunctions(tool)));
  const all = [...(functions.length > 0 ? [{ functionDeclarations: functions }] : []), ...others];
  return all.length === 0 ? undefined : all;
}

/**
 * What the model must do about the tools, in Google's words; undefined where nothing needs to be said. A tool that is `strict` makes
 * the provider hold all calls to their schemas. Throws `CallOptionsError` for a tool that the call does not have.
 */
export function toGoogleToolChoice(
  choice: ToolChoice<readonly GoogleTool[]> | string | undefined,
  tools: ToolSet<GoogleRawTool, unknown>,
): FunctionCalling | undefined {
  const has = tools.names.length > 0;
  const isStrict = tools.definitions.some((tool) => isDefinition(tool) && tool.strict === true);
  if (choice === undefined || choice === "auto") {
    if (isStrict) return { mode: "VALIDATED" };
    return choice === undefined || !has ? undefined : { mode: "AUTO" };
  }
  if (choice === "none") return has ? { mode: "NONE" } : undefined;
  if (choice === "required") {
    if (has) return { mode: "ANY" };
    throw new CallOptionsError(
      'toolChoice is "required", and the call has no tools that the model could call by name.',
    );
  }
  const found = tools.find(choice);
  if (found) return { mode: "ANY", allowedFunctionNames: [found.name] };
  const wanted = typeof choice === "string" ? choice : typeof choice === "function" ? choice.name : rawName(choice);
  throw new CallOptionsError(
    `toolChoice is the tool "${wanted ?? Object.keys(choice).join(", ")}", which the call does not have by that name. It has ${tools.names.length === 0 ? "none" : tools.names.join(", ")}.`,
  );
}

/** A set tells tools apart by name, and Google's definitions may hold several functions. */
function oneByOne(tool: GoogleTool): GoogleTool[] {
  if (typeof tool === "function") return [tool];
  if ("callTool" in tool) {
    throw new CallOptionsError(
      "A callable tool of the SDK's (mcpToTool) would be run by the SDK, behind the stream's back. Make it a class of BaseTool, or declare its functions.",
    );
  }
  const { functionDeclarations = [], ...others } = tool;
  if (functionDeclarations.length + Object.keys(others).length < 2) return [tool];
  const functions = functionDeclarations.map((declaration) => ({ functionDeclarations: [declaration] }));
  return Object.keys(others).length > 0 ? [...functions, others] : functions;
}

function rawName({ functionDeclarations }: GoogleRawTool): string | undefined {
  return functionDeclarations?.[0]?.name;
}

function isDefinition(tool: ToolDefinition | GoogleRawTool): tool is ToolDefinition {
  return "parameters" in tool;
}

function besideFunctions({ functionDeclarations: _functions, ...others }: GoogleRawTool): GoogleRawTool[] {
  return Object.keys(others).length > 0 ? [others] : [];
}

function declared(tool: ToolDefinition): NonNullable<GoogleRawTool["functionDeclarations"]>[number] {
  const text = toolDescription(tool);
  return {
    name: tool.name,
    ...(text !== undefined && { description: text }),
    parametersJsonSchema: { ...tool.parameters },
  };
}
