import type OpenAI from "openai";
import type { OpenAICallParams } from "./call-params.js";

export interface ChatRequestParts {
  readonly params: OpenAICallParams & { readonly model: string };
  readonly messages: OpenAI.ChatCompletionMessageParam[];
  readonly tools: OpenAI.ChatCompletionTool[] | undefined;
  readonly stream: boolean;
}

/** The body of a request. Made anew each time: nothing that a caller gave is changed. */
export function chatRequest({ params, messages, tools, stream }: ChatRequestParts): OpenAI.ChatCompletionCreateParams {
  const { stream_options, ...rest } = params;
  const body = { ...withoutUndefined(rest), model: params.model, messages, ...(tools ? { tools } : {}) };
  if (!stream) return body;
  // Without this OpenAI reports no usage for a stream.
  const streaming = stream_options === null ? {} : { stream_options: { include_usage: true, ...stream_options } };
  return { ...body, stream: true, ...streaming };
}

/** Undefined means "as if not given"; null is a value that some params have. */
export function withoutUndefined<T extends object>(params: T): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- dropping keys whose value is undefined keeps the type under exactOptionalPropertyTypes
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as T;
}
