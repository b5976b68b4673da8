import { messageOrigin, type MessageOrigin } from "../template/message-origin.js";
import { mergeParams } from "./call-params.js";
import type { CheckedOptions } from "./check-options.js";
import { explainField, explainJSON, explainMessage } from "./explain-message.js";
import { paramLayers } from "./param-layers.js";
import type { PreparedCall } from "./prepare-call.js";
import type { Provider } from "./provider.js";
import type { ProviderTypes } from "./provider-types.js";

export interface ExplainedCall<Types extends ProviderTypes> {
  readonly provider: Provider<Types>;
  /** Of the function or the prompt, as errors call it. */
  readonly name: string;
  readonly options: CheckedOptions<Types>;
  readonly prepared: PreparedCall<Types>;
  /** What is sent. */
  readonly body: Types["body"];
}

/**
 * The whole body of a request as text, each param, message, part and tool with where it came from: `model: "gpt-4o" ← class`.
 * Text is shown in full, each line of it behind a bar, so that none of it can be taken for a line of this report; media by
 * type and size. Only the body is shown, and none of the keys in it.
 */
export function explainCall<Types extends ProviderTypes>(call: ExplainedCall<Types>): string {
  const { messages, messagesName, tools, params } = call.provider.explain(call.body, call.prepared.params);
  const origins = paramOrigins(call);
  const sources = messageOrigins(call);
  return [
    ...Object.entries(params).map(
      ([name, value]) => `${explainField(name, value)} ← ${origins.get(name) ?? "library"}`,
    ),
    ...messages.map((message, at) => `\n${explainMessage(message, `${messagesName}[${at}]`, sources[at])}`),
    ...tools.map((tool, at) => `\ntools[${at}] ← ${toolsOrigin(call)}\n${explainJSON(tool)}`),
  ].join("\n");
}

function paramOrigins<Types extends ProviderTypes>({
  provider,
  options,
  prepared,
  body,
}: ExplainedCall<Types>): ReadonlyMap<string, string> {
  const origins = new Map([["stream", ownPlace(options)]]);
  for (const { from, params } of paramLayers(provider, options, prepared.prompt)) {
    // Under the names that are sent, and without what is undefined.
    for (const name of Object.keys(mergeParams(provider, [params]))) {
      origins.set(name, from);
      const alias = provider.aliases[name];
      // Vendors send some under their other name.
      if (alias !== undefined) origins.set(alias, from);
    }
  }
  const { fromPrompt = [], added = {} } = provider.explain(body, prepared.params);
  for (const name of fromPrompt) origins.set(name, "the prompt's system messages");
  for (const [name, what] of Object.entries(added)) {
    const asked = origins.get(name);
    origins.set(name, asked === undefined ? "library default" : `${asked}, and ${what} by library default`);
  }
  return origins;
}

/** For each message that is sent: one of the prompt's may have become several, or several one. */
function messageOrigins<Types extends ProviderTypes>({
  name,
  prepared,
}: ExplainedCall<Types>): readonly MessageOrigin[] {
  const { messages, template } = prepared.prompt;
  const { sources = [...messages.keys()] } = prepared.converted;
  // "The function", which has no name.
  const who = name.replace(/^The /, "the ");
  const elsewhere = { message: template === null ? `returned by ${who}` : `template of ${who}`, parts: [] };
  return sources.map((at) => messageOrigin(messages, at) ?? elsewhere);
}

function toolsOrigin<Types extends ProviderTypes>({ options, prepared }: ExplainedCall<Types>): string {
  return prepared.tools === options.tools ? ownPlace(options) : "dynamic config";
}

function ownPlace<Types extends ProviderTypes>({ last }: CheckedOptions<Types>): string {
  return last ? "the call's options" : "decorator";
}
