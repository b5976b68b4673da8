import { CallOptionsError, type AnswerForm, type Provider, type ResponseMode, type SentParams } from "@zoetrope/core";
import { chatProvider } from "../chat/provider.js";
import type { OpenAITypes } from "../chat/types.js";
import { vendorToolChoice } from "./vendor-tools.js";
import type { Vendor } from "./vendor.js";

/** What a request asks for: a JSON Schema, any JSON, or a tool call. */
type Form = "json_schema" | "json_object" | "tool";

/**
 * How a value is asked for. In `mode: "auto"` the first that the vendor can: a JSON Schema, a tool, any JSON. Throws `CallOptionsError`
 * where it can none of them, and for another mode that it cannot.
 */
export function vendorAnswerForm(vendor: Vendor): Provider<OpenAITypes>["answerForm"] {
  return (schema, mode, jsonMode) => {
    const modes: readonly ResponseMode[] =
      mode !== "auto" || schema === undefined ? [mode] : jsonMode ? ["auto", "json"] : ["auto", "tool", "json"];
    for (const tried of modes) {
      const form = chatProvider.answerForm(schema, tried, jsonMode);
      if (can(vendor, formOf(form), tried)) return inVendorsWords(vendor, form);
    }
    throw refusal(vendor, schema === undefined || jsonMode ? "jsonMode" : `mode: "${mode}"`);
  };
}

function formOf({ tool, params }: AnswerForm<OpenAITypes>): Form {
  if (tool) return "tool";
  const format: unknown = params({}, false).response_format;
  return Object(format).type === "json_schema" ? "json_schema" : "json_object";
}

function can({ jsonSchema, jsonObject, tools }: Vendor, form: Form, mode: ResponseMode): boolean {
  if (form === "tool") return tools !== "none";
  if (form === "json_object") return jsonObject;
  return jsonSchema === "all models" || (jsonSchema === "some models" && mode === "strict");
}

function refusal({ label, jsonSchema, jsonObject, tools }: Vendor, asked: string): CallOptionsError {
  const known = [
    ...(jsonSchema === "no model" ? [] : ['a schema that OpenAI\'s strict form can express (mode: "strict")']),
    ...(tools === "none" ? [] : ['a tool call (mode: "tool")']),
    ...(jsonObject ? ['JSON of any shape (mode: "json")'] : []),
  ];
  return new CallOptionsError(
    `${label} cannot be asked for this with ${asked}. What it can be asked for: ${known.join(", ") || "nothing but text"}.`,
  );
}

function inVendorsWords(vendor: Vendor, form: AnswerForm<OpenAITypes>): AnswerForm<OpenAITypes> {
  return {
    ...form,
    params(given, hasTools): SentParams {
      const { tool_choice: choice, ...params } = form.params(given, hasTools);
      // It is the only tool wherever it is asked for by name.
      const said = choice === undefined ? undefined : vendorToolChoice(vendor, choice, 1);
      return said === undefined ? params : { ...params, tool_choice: said };
    },
  };
}
