import type { SentParams } from "@zoetrope/core";
import type OpenAI from "openai";

export interface ChatRequestParts {
  readonly params: SentParams;
  readonly messages: readonly OpenAI.ChatCompletionMessageParam[];
  readonly tools: readonly OpenAI.ChatCompletionTool[] | undefined;
  /** What is said of the form of the answer. */
  readonly form: SentParams;
  readonly stream: boolean;
}

/** The body of a request. Made anew each time: nothing that a caller gave is changed. */
export function chatRequest({
  params,
  messages,
  tools,
  form,
  stream,
}: ChatRequestParts): OpenAI.ChatCompletionCreateParams {
  const { stream_options: asked, ...rest } = params;
  const body: Record<string, unknown> = { ...rest, ...form, messages, ...(tools ? { tools } : {}) };
  if (stream) {
    body.stream = true;
    // Without this OpenAI reports no usage for a stream.
    if (asked !== null) body.stream_options = { include_usage: true, ...Object(asked) };
  }
  // Params were typed where they were given; put together from several places, and with a server's own, they are only JSON.
  return body as unknown as OpenAI.ChatCompletionCreateParams;
}
