import type { SentParams } from "@zoetrope/core";
import type OpenAI from "openai";
import type { OpenAIResponsesMessageParam } from "./is-own-message.js";

export interface ResponsesRequestParts {
  readonly params: SentParams;
  /** As they were converted. */
  readonly messages: readonly OpenAIResponsesMessageParam[];
  readonly tools: readonly OpenAI.Responses.Tool[] | undefined;
  /** What is said of the form of the answer. */
  readonly form: SentParams;
  readonly stream: boolean;
}

/** The body of a request. Made anew each time: nothing that a caller gave is changed. */
export function responsesRequest({
  params,
  messages,
  tools,
  form,
  stream,
}: ResponsesRequestParts): OpenAI.Responses.ResponseCreateParams {
  const body: Record<string, unknown> = { ...params, ...form, input: messages, ...(tools ? { tools } : {}) };
  if (stream) body.stream = true;
  else delete body.stream_options;
  // Params were typed where they were given; put together from several places, and with a server's own, they are only JSON.
  return body as unknown as OpenAI.Responses.ResponseCreateParams;
}
