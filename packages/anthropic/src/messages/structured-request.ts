import {
  CallOptionsError,
  ResponseModel,
  isObject,
  type AnswerForm,
  type ResponseMode,
  type ResponseSchema,
  type SentParams,
} from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import { outputSchema } from "./output-schema.js";
import type { AnthropicRawTool } from "./tool.js";
import type { AnthropicTypes } from "./types.js";

/** What a request says about the form of its answer. */
interface StructuredRequest {
  readonly model: ResponseModel;
  readonly format: Anthropic.JSONOutputFormat | null;
  /** The tool that stands for the value; null where the answer's text is the value. */
  readonly tool: (AnthropicRawTool & { readonly name: string }) | null;
}

/**
 * `strict` is the API's own `output_config.format`, which Claude models from 4.5 on know; for older ones write
 * `mode: "tool"`. Throws `CallOptionsError` for a schema that the mode cannot express, and for JSON without a schema: Anthropic has
 * no such mode.
 */
export function answerForm(
  schema: ResponseSchema | undefined,
  mode: ResponseMode,
  jsonMode: boolean,
): AnswerForm<AnthropicTypes> {
  if (schema === undefined || mode === "json") {
    throw new CallOptionsError(
      'Anthropic has no JSON mode without a schema. Give a responseModel, and leave mode: "json" out; or ask for JSON in the prompt.',
    );
  }
  const request = structuredRequest(schema, mode, jsonMode);
  const { model, tool } = request;
  return {
    model,
    tool: tool && { name: tool.name, definition: tool },
    params: (given, hasTools) => structuredForm(request, given, hasTools),
  };
}

function structuredRequest(schema: ResponseSchema, mode: ResponseMode, jsonMode: boolean): StructuredRequest {
  const model = new ResponseModel(schema);
  const { name, description, told } = model;
  const given = told?.schema ?? {};
  const output = outputSchema(given);
  if (mode !== "tool" && output.problems.length === 0) {
    return { model, format: { type: "json_schema", schema: { ...output.schema } }, tool: null };
  }
  // A tool call is no JSON text, which `jsonMode` asks for.
  if (mode === "strict" || jsonMode) {
    const problems = output.problems.map(({ path, reason }) => `${path || "the whole"}: ${reason}`).join("; ");
    throw new CallOptionsError(
      `Anthropic's structured outputs cannot express the responseModel (${problems}). Change that, or use mode: "tool"${jsonMode ? " without jsonMode" : ""}.`,
    );
  }
  const about = description === undefined ? {} : { description };
  const tool = { type: "custom", name, ...about, input_schema: { ...given, type: "object" } } as const;
  return { model, format: null, tool };
}

/**
 * The form as params of a request. Throws `CallOptionsError` where call params say something else of it. Beside tools of the user the
 * model is made to call one, whichever: it may need those before it can answer.
 */
function structuredForm({ format, tool }: StructuredRequest, params: SentParams, hasTools: boolean): SentParams {
  const { output_config: config, thinking, tool_choice: choice } = params;
  if (format) {
    if (isObject(config) && config.format) throw taken("output_config.format");
    return { output_config: { ...Object(config), format } };
  }
  if (!tool) return {};
  if (choice !== undefined && choice !== null) throw taken("tool_choice");
  if (isObject(thinking) && thinking.type === "enabled") {
    throw new CallOptionsError(
      'Anthropic does not let a model think that is forced to call a tool, and the responseModel is one here. Leave callParams.thinking out, or use mode: "strict".',
    );
  }
  return { tool_choice: hasTools ? { type: "any" } : { type: "tool", name: tool.name } };
}

function taken(name: string): CallOptionsError {
  return new CallOptionsError(
    `callParams.${name} is set by responseModel and jsonMode. Leave it out, or ask for the value yourself without them.`,
  );
}
