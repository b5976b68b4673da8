import {
  CallOptionsError,
  ResponseModel,
  type AnswerForm,
  type ResponseMode,
  type ResponseSchema,
  type SentParams,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { strictSchema } from "./strict-schema.js";
import type { OpenAITypes } from "./types.js";

/** What a request says about the form of its answer. */
interface StructuredRequest {
  /** Null: any JSON will do. */
  readonly model: ResponseModel | null;
  readonly responseFormat: OpenAI.ChatCompletionCreateParams["response_format"];
  /** The tool that stands for the value; null in the other modes. */
  readonly tool: OpenAI.ChatCompletionFunctionTool | null;
}

/** Any JSON where there is no schema. Throws `CallOptionsError` for a schema that the mode cannot express. */
export function answerForm(
  schema: ResponseSchema | undefined,
  mode: ResponseMode,
  jsonMode: boolean,
): AnswerForm<OpenAITypes> {
  const request = schema === undefined ? anyJSON : structuredRequest(schema, mode, jsonMode);
  const { model, tool } = request;
  return {
    model,
    tool: tool && { name: tool.function.name, definition: tool },
    params: (given, hasTools) => structuredForm(request, given, hasTools),
  };
}

const anyJSON: StructuredRequest = { model: null, responseFormat: { type: "json_object" }, tool: null };

function structuredRequest(schema: ResponseSchema, mode: ResponseMode, jsonMode: boolean): StructuredRequest {
  const model = new ResponseModel(schema, { isSchemaOptional: mode === "json" });
  if (mode === "json" || model.told === null) return { model, responseFormat: { type: "json_object" }, tool: null };
  const { name, description, told } = model;
  const about = { name, ...(description === undefined ? {} : { description }) };
  const strict = strictSchema(told.schema);
  if (mode !== "tool" && strict.problems.length === 0) {
    const json_schema = { ...about, strict: true, schema: { ...strict.schema } };
    return { model, responseFormat: { type: "json_schema", json_schema }, tool: null };
  }
  if (mode === "strict") {
    const problems = strict.problems.map(({ path, reason }) => `${path || "the whole"}: ${reason}`).join("; ");
    throw new CallOptionsError(
      `OpenAI's strict form cannot express the responseModel (${problems}). Change that, or use mode: "tool".`,
    );
  }
  if (jsonMode) return { model, responseFormat: { type: "json_object" }, tool: null };
  const tool = { type: "function", function: { ...about, parameters: { ...told.schema } } } as const;
  return { model, responseFormat: undefined, tool };
}

/**
 * The form as params of a request. Throws `CallOptionsError` where call params say something else of it. Beside tools of the user the
 * model is made to call one, whichever: it may need those before it can answer.
 */
function structuredForm(
  { responseFormat, tool }: StructuredRequest,
  params: SentParams,
  hasTools: boolean,
): SentParams {
  const choice = tool && (hasTools ? "required" : { type: "function", function: { name: tool.function.name } });
  const form = {
    ...(responseFormat ? { response_format: responseFormat } : {}),
    ...(choice ? { tool_choice: choice } : {}),
  };
  const taken = Object.keys(form).find((name) => params[name] !== undefined && params[name] !== null);
  if (taken === undefined) return form;
  throw new CallOptionsError(
    `callParams.${taken} is set by responseModel and jsonMode. Leave it out, or ask for the value yourself without them.`,
  );
}
