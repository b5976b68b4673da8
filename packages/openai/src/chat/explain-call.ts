import { messageOrigin, type MessageOrigin } from "@zoetrope/core";
import type OpenAI from "openai";
import type { CheckedOptions } from "./call-options.js";
import { mergeParams } from "./call-params.js";
import { explainField, explainMessage } from "./explain-message.js";
import { isOpenAIMessage } from "./is-openai-message.js";
import { paramLayers } from "./param-layers.js";
import type { PreparedCall } from "./prepare-call.js";

export interface ExplainedCall<Tool> {
  /** Of the function or the prompt, as errors call it. */
  readonly name: string;
  readonly options: CheckedOptions<Tool>;
  readonly prepared: PreparedCall<Tool>;
  /** What is sent. */
  readonly body: OpenAI.ChatCompletionCreateParams;
}

/**
 * The whole body of a request as text, each param, message, part and tool with where it came from: `model: "gpt-4o" ← class`.
 * Text is shown in full, each line of it behind a bar, so that none of it can be taken for a line of this report; media by
 * type and size. Only the body is shown, so that no key can be: that is sent in a header.
 */
export function explainCall<Tool>(call: ExplainedCall<Tool>): string {
  const { messages, tools = [], ...params } = call.body;
  const origins = paramOrigins(call);
  const sources = messageOrigins(call);
  return [
    ...Object.entries(params).map(
      ([name, value]) => `${explainField(name, value)} ← ${origins.get(name) ?? "library"}`,
    ),
    ...messages.map((message, at) => `\n${explainMessage(message, `messages[${at}]`, sources[at])}`),
    ...tools.map((tool, at) => `\ntools[${at}] ← ${toolsOrigin(call)}\n${JSON.stringify(tool, null, 2)}`),
  ].join("\n");
}

function paramOrigins<Tool>({ options, prepared }: ExplainedCall<Tool>): ReadonlyMap<string, string> {
  const origins = new Map([["stream", ownPlace(options)]]);
  for (const { from, params } of paramLayers(options, prepared.prompt)) {
    // Under the names that are sent, and without what is undefined.
    for (const name of Object.keys(mergeParams([params]))) origins.set(name, from);
  }
  const asked = origins.get("stream_options");
  const isAddedTo = !Object.hasOwn(Object(prepared.params["stream_options"]), "include_usage");
  if (isAddedTo) {
    origins.set(
      "stream_options",
      asked === undefined ? "library default" : `${asked}, and include_usage by library default`,
    );
  }
  return origins;
}

/** For each message that is sent: a neutral one with several tool results is sent as several. */
function messageOrigins<Tool>({ name, prepared }: ExplainedCall<Tool>): readonly MessageOrigin[] {
  const { messages, template } = prepared.prompt;
  // "The function", which has no name.
  const who = name.replace(/^The /, "the ");
  const elsewhere = { message: template === null ? `returned by ${who}` : `template of ${who}`, parts: [] };
  return messages.flatMap((message, at) => {
    const origin = messageOrigin(messages, at) ?? elsewhere;
    const isSplit = !isOpenAIMessage(message) && message.role === "tool" && Array.isArray(message.content);
    return Array.from({ length: isSplit ? message.content.length : 1 }, () => origin);
  });
}

function toolsOrigin<Tool>({ options, prepared }: ExplainedCall<Tool>): string {
  return prepared.tools === options.tools ? ownPlace(options) : "dynamic config";
}

function ownPlace<Tool>({ last }: CheckedOptions<Tool>): string {
  return last ? "the call's options" : "decorator";
}
