import type OpenAI from "openai";

/**
 * Params of a chat completion, under OpenAI's own names. What the library sets itself (messages, tools, stream) is left out.
 * Undefined is dropped, null is sent. Params that OpenAI does not know, for servers that do, may stand beside them.
 */
export type OpenAICallParams = Omit<
  Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>,
  "messages" | "tools" | "stream" | "stream_options"
> & {
  /** Merged with the usage report that is asked for by default; `include_usage: false` turns that off; null leaves all of it out, for servers that refuse it. */
  readonly stream_options?: OpenAI.ChatCompletionStreamOptions | null;
};
