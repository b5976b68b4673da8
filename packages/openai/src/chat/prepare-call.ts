import {
  CallOptionsError,
  MissingModelError,
  andThen,
  resolvePrompt,
  type Invocation,
  type MaybePromise,
  type PromptResult,
  type RenderedPrompt,
  type ToolSet,
} from "@zoetrope/core";
import type OpenAI from "openai";
import type { ClientOptions } from "../client.js";
import type { CheckedOptions } from "./call-options.js";
import { mergeParams, type SentParams } from "./call-params.js";
import { checkToolResults } from "./check-tool-results.js";
import { toOpenAIMessages } from "./convert-messages.js";
import { configClient, configTools, type OpenAIDynamicConfig } from "./dynamic-config.js";
import { paramLayers } from "./param-layers.js";
import { structuredForm } from "./structured-request.js";
import { openAIToolSet, toOpenAIToolChoice, type OpenAIRawTool, type OpenAITool } from "./tool.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;

/** What a function decorated with `openaiCall` may return. */
export type OpenAIPromptResult = PromptResult<MessageParam, OpenAIDynamicConfig>;

/** All that one call is, with what its prompt computed for it. */
export interface PreparedCall<Tool> {
  /** As the prompt made them. */
  readonly prompt: RenderedPrompt<MessageParam>;
  /** As they are sent. */
  readonly messages: readonly MessageParam[];
  /** The model included. */
  readonly params: SentParams;
  readonly tools: ToolSet<OpenAIRawTool, Tool>;
  /** There are tools beside the one that stands for a value. */
  readonly hasTools: boolean;
  /** What is said of the form of the answer, as it is sent. */
  readonly form: SentParams;
  readonly client: ClientOptions;
  readonly promptTemplate: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** At once where the prompt is there and holds no Blob; then its faults are thrown by the call itself. */
export function prepareCall<Tool>(
  options: CheckedOptions<Tool>,
  invocation: Invocation<OpenAIPromptResult>,
): MaybePromise<PreparedCall<Tool>> {
  const { name, result, template } = invocation;
  return andThen(result, (given) =>
    andThen(resolvePrompt<MessageParam>(given, name), (prompt) => {
      const settled = settle(options, prompt, name);
      return andThen(toOpenAIMessages(prompt.messages), (messages) => {
        checkToolResults(messages);
        return { ...settled, messages, prompt, promptTemplate: prompt.template ?? template };
      });
    }),
  );
}

/** Precedence, lowest first: the prompt's class, the decorator, the prompt's config; options of a prompt's own call come last. */
function settle<Tool>(
  options: CheckedOptions<Tool>,
  prompt: RenderedPrompt<MessageParam>,
  name: string,
): Pick<PreparedCall<Tool>, "params" | "tools" | "hasTools" | "form" | "client" | "metadata"> {
  const { metadata, config, provider = "openai" } = prompt;
  const merged = mergeParams(paramLayers(options, prompt).map((layer) => layer.params));
  if (typeof merged.model !== "string" || merged.model === "") {
    throw new MissingModelError(`${name} has no model. Name one, as in openaiCall("gpt-4o-mini").`);
  }
  const configured = configTools(config.tools, name);
  const replaced = configured !== undefined && !(options.last && options.toolsGiven);
  const { structured } = options;
  const hasTools = replaced ? configured.length > 0 : options.hasTools;
  if (options.stream && structured?.model && hasTools) {
    throw new CallOptionsError(
      `${name}: tools of a dynamic config cannot be combined with responseModel and stream: a stream of values has no place for them.`,
    );
  }
  // Another provider's client cannot serve here; a call that was moved to this one brings or shares its own.
  const client = provider === "openai" ? configClient(config.client, name) : undefined;
  const ownClient = options.client ?? options.apiKey ?? options.baseURL;
  const tools = replaced ? configuredTools(configured, options) : options.tools;
  const toolChoice = toOpenAIToolChoice(options.toolChoice, tools);
  const params = toolChoice === undefined ? merged : { ...merged, tool_choice: toolChoice };
  return {
    params,
    tools,
    hasTools,
    form: structured ? structuredForm(structured, params, hasTools) : {},
    client: client && !(options.last && ownClient !== undefined) ? { client } : options,
    metadata: options.last
      ? { ...metadata, ...config.metadata, ...options.metadata }
      : { ...metadata, ...options.metadata, ...config.metadata },
  };
}

function configuredTools<Tool>(
  tools: readonly OpenAITool[],
  { structured, onInvalidTool }: CheckedOptions<Tool>,
): ToolSet<OpenAIRawTool, Tool> {
  const set: ToolSet<OpenAIRawTool, unknown> = structured?.tool
    ? openAIToolSet([...tools, structured.tool])
    : openAIToolSet(tools, onInvalidTool);
  // A config's tools are not known when the call is typed; what they make is handed out all the same.
  return set as ToolSet<OpenAIRawTool, Tool>;
}
