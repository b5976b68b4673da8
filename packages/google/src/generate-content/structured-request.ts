import {
  CallOptionsError,
  ResponseModel,
  isObject,
  type AnswerForm,
  type JSONSchema,
  type ResponseMode,
  type ResponseSchema,
  type SentParams,
} from "@zoetrope/core";
import { googleSchema } from "./google-schema.js";
import type { GoogleRawTool } from "./tool.js";
import type { GoogleTypes } from "./types.js";

/** What a request says about the form of its answer. */
interface StructuredRequest {
  /** Null: any JSON will do. */
  readonly model: ResponseModel | null;
  /** Fields of the SDK's `config`. */
  readonly responseFormat: SentParams | undefined;
  /** The tool that stands for the value; null in the other modes. */
  readonly tool: GoogleRawTool | null;
}

const json = { responseMimeType: "application/json" };

/**
 * Any JSON where there is no schema. Throws `CallOptionsError` for a schema that the mode cannot express. Models before Gemini 3 refuse
 * every mode but `tool` beside tools of the user.
 */
export function answerForm(
  schema: ResponseSchema | undefined,
  mode: ResponseMode,
  jsonMode: boolean,
): AnswerForm<GoogleTypes> {
  const request =
    schema === undefined
      ? { model: null, responseFormat: json, tool: null }
      : structuredRequest(schema, mode, jsonMode);
  const { model, tool } = request;
  return {
    model,
    tool: tool && model && { name: model.name, definition: tool },
    params: (given, hasTools) => structuredForm(request, given, hasTools),
  };
}

function structuredRequest(schema: ResponseSchema, mode: ResponseMode, jsonMode: boolean): StructuredRequest {
  const model = new ResponseModel(schema, { isSchemaOptional: mode === "json" });
  if (mode === "json" || model.told === null) return { model, responseFormat: json, tool: null };
  const { told } = model;
  const native = googleSchema(told.schema);
  if (mode !== "tool" && native.problems.length === 0) {
    return { model, responseFormat: { ...json, responseJsonSchema: native.schema }, tool: null };
  }
  if (mode === "strict") {
    throw new CallOptionsError(
      `Google's schemas cannot express the responseModel (${native.problems.join("; ")}). Change that, or use mode: "tool".`,
    );
  }
  if (jsonMode) return { model, responseFormat: json, tool: null };
  return { model, responseFormat: undefined, tool: answerTool(model, told.schema) };
}

function answerTool({ name, description }: ResponseModel, schema: JSONSchema): GoogleRawTool {
  const about = { name, ...(description !== undefined && { description }) };
  return { functionDeclarations: [{ ...about, parametersJsonSchema: { ...schema } }] };
}

/**
 * The form as params of a request. Throws `CallOptionsError` where call params say something else of it. Beside tools of the user the
 * model is made to call one, whichever: it may need those before it can answer.
 */
function structuredForm(
  { responseFormat, tool, model }: StructuredRequest,
  params: SentParams,
  hasTools: boolean,
): SentParams {
  const only = hasTools || !model ? {} : { allowedFunctionNames: [model.name] };
  const form: SentParams = { ...responseFormat, ...(tool && { functionCallingConfig: { mode: "ANY", ...only } }) };
  const { toolConfig } = params;
  const calling =
    isObject(toolConfig) && isObject(toolConfig.functionCallingConfig) ? toolConfig.functionCallingConfig : {};
  const said = [...Object.keys(form), ...(responseFormat ? ["responseSchema", "responseJsonSchema"] : [])];
  const taken =
    tool && calling.mode !== undefined
      ? "toolConfig"
      : said.find((name) => params[name] !== undefined && params[name] !== null && !isStrictness(name, params[name]));
  if (taken === undefined) return form;
  throw new CallOptionsError(
    `callParams.${taken} is set by responseModel and jsonMode. Leave it out, or ask for the value yourself without them.`,
  );
}

/** What tools that are strict ask for: calls that keep to their schemas, as the mode `ANY` makes them, too. */
function isStrictness(name: string, value: unknown): boolean {
  return name === "functionCallingConfig" && isObject(value) && value.mode === "VALIDATED";
}
