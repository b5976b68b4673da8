import { CallOptionsError, isObject, text, type RequestParts } from "@zoetrope/core";
import type OpenAI from "openai";
import { chatProvider } from "../chat/provider.js";
import type { OpenAITypes } from "../chat/types.js";
import type { Vendor } from "./vendor.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;

/** The body of a request, in the vendor's words. Throws `CallOptionsError` for params that it does not have. */
export function vendorBody(vendor: Vendor, parts: RequestParts<OpenAITypes>): OpenAI.ChatCompletionCreateParams {
  const { stream_options: asked, ...params } = parts.params;
  if (!vendor.usageOption && asked !== undefined && asked !== null) {
    throw new CallOptionsError(
      `${vendor.label} does not understand callParams.stream_options. Leave it out: usage is reported where the vendor reports it.`,
    );
  }
  const renamed = new Map(Object.entries(vendor.paramNames));
  const named = Object.entries(params).map(([name, value]) => [renamed.get(name) ?? name, value]);
  // Null leaves it out.
  const usage = vendor.usageOption ? asked : null;
  return chatProvider.body({
    ...parts,
    params: { ...Object.fromEntries(named), ...(usage === undefined ? {} : { stream_options: usage }) },
    messages: parts.messages.map((message) => withReasoning(message, vendor.reasoningField)),
  });
}

/** The message with its reasoning in the field in which the vendor takes it back: others it refuses, or does not read. */
function withReasoning(message: MessageParam, field: Vendor["reasoningField"]): MessageParam {
  const fields: unknown = message;
  if (field === "as it came" || !isObject(fields) || fields.role !== "assistant") return message;
  const { reasoning, reasoning_content, reasoning_details: _details, ...rest } = fields;
  const thoughts = text(reasoning_content) ?? text(reasoning);
  const changed = field === "none" || thoughts === null ? rest : { ...rest, [field]: thoughts };
  // What was taken out and put in is no field of OpenAI's, and no type of its knows it.
  return changed as unknown as MessageParam;
}
