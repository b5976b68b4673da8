import {
  CallOptionsError,
  ResponseModel,
  isObject,
  type ResponseMode,
  type ResponseSchema,
  type SentParams,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { strictSchema } from "../chat/strict-schema.js";

/** What a request says about the form of its answer. */
export interface StructuredRequest {
  /** Null: any JSON will do. */
  readonly model: ResponseModel | null;
  readonly format: OpenAI.Responses.ResponseFormatTextConfig | null;
  /** The tool that stands for the value; null in the other modes. */
  readonly tool: OpenAI.Responses.FunctionTool | null;
}

/** Any JSON where there is no schema. Throws `CallOptionsError` for a schema that the mode cannot express. */
export function structuredRequest(
  schema: ResponseSchema | undefined,
  mode: ResponseMode,
  jsonMode: boolean,
): StructuredRequest {
  if (schema === undefined) return { model: null, ...anyJSON };
  const model = new ResponseModel(schema, { isSchemaOptional: mode === "json" });
  if (mode === "json" || model.told === null) return { model, ...anyJSON };
  const { name, description, told } = model;
  const about = { name, ...(description === undefined ? {} : { description }) };
  const strict = strictSchema(told.schema);
  if (mode !== "tool" && strict.problems.length === 0) {
    return { model, format: { type: "json_schema", ...about, strict: true, schema: { ...strict.schema } }, tool: null };
  }
  if (mode === "strict") {
    const problems = strict.problems.map(({ path, reason }) => `${path || "the whole"}: ${reason}`).join("; ");
    throw new CallOptionsError(
      `OpenAI's strict form cannot express the responseModel (${problems}). Change that, or use mode: "tool".`,
    );
  }
  if (jsonMode) return { model, ...anyJSON };
  return {
    model,
    format: null,
    tool: { type: "function", ...about, parameters: { ...told.schema }, strict: false },
  };
}

const anyJSON = { format: { type: "json_object" }, tool: null } as const;

/**
 * The form as params of a request. Throws `CallOptionsError` where call params say something else of it. Beside tools of the user the
 * model is made to call one, whichever: it may need those before it can answer.
 */
export function structuredForm({ format, tool }: StructuredRequest, params: SentParams, hasTools: boolean): SentParams {
  // The form stands beside what the params say of the text: its verbosity.
  const text = isObject(params.text) ? params.text : {};
  if (format && text.format !== undefined && text.format !== null) throw taken("text.format");
  if (tool && params.tool_choice !== undefined && params.tool_choice !== null) throw taken("tool_choice");
  return {
    ...(format ? { text: { ...text, format } } : {}),
    ...(tool ? { tool_choice: hasTools ? "required" : { type: "function", name: tool.name } } : {}),
  };
}

function taken(param: string): CallOptionsError {
  return new CallOptionsError(
    `callParams.${param} is set by responseModel and jsonMode. Leave it out, or ask for the value yourself without them.`,
  );
}
