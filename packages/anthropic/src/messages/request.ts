import { isObject, type SentParams } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";

/**
 * Most tokens of an answer where nobody said. No model's own maximum is below it (the oldest, Claude 3, have this one), and it is far
 * below 21,333, above which the SDK refuses a request that is not streamed.
 */
export const defaultMaxTokens = 4096;

/** The body of a request, and beside it what is sent as a header, as the SDK's own beta client has it. */
export type AnthropicBody = Anthropic.MessageCreateParams & { readonly betas?: readonly string[] };

export interface MessageRequestParts {
  readonly params: SentParams;
  /** System messages among them. */
  readonly messages: readonly Anthropic.MessageParam[];
  readonly tools: readonly Anthropic.ToolUnion[] | undefined;
  /** What is said of the form of the answer. */
  readonly form: SentParams;
  readonly stream: boolean;
}

/** The body of a request. Made anew each time: nothing that a caller gave is changed. */
export function messageRequest({ params, messages, tools, form, stream }: MessageRequestParts): AnthropicBody {
  const system = systemOf(messages);
  const { stop_sequences: stop } = params;
  const body: Record<string, unknown> = {
    max_tokens: maxTokensFor(params),
    ...params,
    // The neutral `stop` may be one text.
    ...(typeof stop === "string" ? { stop_sequences: [stop] } : {}),
    ...form,
    ...(system === undefined ? {} : { system }),
    messages: messages.filter((message) => !isInstruction(message)),
    ...(tools ? { tools } : {}),
    ...(stream ? { stream } : {}),
  };
  // Params were typed where they were given; put together from several places, and with a server's own, they are only JSON.
  return body as unknown as AnthropicBody;
}

/** The budget for thinking counts towards the maximum, and the API refuses a maximum that it fills. */
function maxTokensFor({ thinking }: SentParams): number {
  const budget = isObject(thinking) && typeof thinking.budget_tokens === "number" ? thinking.budget_tokens : 0;
  return defaultMaxTokens + budget;
}

/** A system message of text, which is sent in the field for the system prompt. What newer models take as one in its place stays there. */
export function isInstruction(message: Anthropic.MessageParam): message is Anthropic.SystemMessageParam {
  const { role, content } = message;
  return role === "system" && (typeof content === "string" || content.every(({ type }) => type === "text"));
}

/** All instructions as the one prompt that the API has a place for; undefined where there are none. */
function systemOf(messages: readonly Anthropic.MessageParam[]): string | Anthropic.TextBlockParam[] | undefined {
  const contents = messages.filter(isInstruction).map(({ content }) => content);
  if (contents.length < 2) return contents[0];
  return contents.flatMap((content) => (typeof content === "string" ? [{ type: "text", text: content }] : content));
}
