import { CallOptionsError, isObject, text, type ConvertedPrompt, type RequestParts } from "@zoetrope/core";
import type OpenAI from "openai";
import { chatProvider } from "../chat/provider.js";
import type { OpenAITypes } from "../chat/types.js";
import { shortCallId } from "./short-call-id.js";
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
    messages: parts.messages.map((message) => {
      const reasoned = withReasoning(message, vendor.reasoningField);
      return vendor.toolCallIds === "any" ? reasoned : withShortCallIds(reasoned);
    }),
  });
}

/** Tells of reasoning that the vendor does not take back. The messages stay as they are: a history may go on elsewhere. */
export function vendorPrompt(
  { label, reasoningField }: Vendor,
  converted: ConvertedPrompt<MessageParam>,
): ConvertedPrompt<MessageParam> {
  if (reasoningField !== "none") return converted;
  const { messages, sources, warnings = [] } = converted;
  const told = messages.flatMap((message, at) =>
    withReasoning(message, "none") === message
      ? []
      : [`messages[${sources?.[at] ?? at}]: the reasoning is left out, because ${label} takes none back.`],
  );
  return { ...converted, warnings: [...warnings, ...told] };
}

/** The message with its reasoning in the field in which the vendor takes it back: others it refuses, or does not read. */
function withReasoning(message: MessageParam, field: Vendor["reasoningField"]): MessageParam {
  const fields: unknown = message;
  if (field === "as it came" || !isObject(fields) || fields.role !== "assistant") return message;
  if (!["reasoning", "reasoning_content", "reasoning_details"].some((name) => Object.hasOwn(fields, name)))
    return message;
  const { reasoning, reasoning_content, reasoning_details: _details, ...rest } = fields;
  const thoughts = text(reasoning_content) ?? text(reasoning);
  const changed = field === "none" || thoughts === null ? rest : { ...rest, [field]: thoughts };
  // What was taken out and put in is no field of OpenAI's, and no type of its knows it.
  return changed as unknown as MessageParam;
}

function withShortCallIds(message: MessageParam): MessageParam {
  if (message.role === "tool") return { ...message, tool_call_id: shortCallId(message.tool_call_id) };
  if (message.role !== "assistant" || !message.tool_calls) return message;
  return { ...message, tool_calls: message.tool_calls.map((call) => ({ ...call, id: shortCallId(call.id) })) };
}
