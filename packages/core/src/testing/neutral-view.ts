import { isDeepEqual } from "./deep-equal.js";
import type { ProviderResponse } from "../provider/provider-types.js";
import type { Usage } from "../response/usage.js";
import type { ToolCall } from "../tool/tool-call.js";

/** A response in neutral words, as plain data that can be compared. */
export interface NeutralView {
  readonly content: string;
  readonly refusal: string | null;
  readonly reasoning: string | null;
  readonly finishReason: string | null;
  readonly usage: unknown;
  readonly model: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly args: unknown }[];
  readonly message: unknown;
}

/** Ids that the library made up, because the provider sent none, read "invented": `body` is what was sent. */
export function neutralView(response: ProviderResponse, body: string): NeutralView {
  const { content, refusal, reasoning, model, common } = response;
  const calls = response.tools.map((tool) => {
    // Every tool has its call.
    const { id, name, args } = (tool as { readonly toolCall: ToolCall }).toolCall;
    return { id, name, args };
  });
  const ids = calls.map(({ id }) => id);
  const invented = new Set(ids.filter((id) => !body.includes(JSON.stringify(id).slice(1, -1))));
  const { finishReason, usage, message } = common;
  const view = { content, refusal, reasoning, finishReason, usage, model, calls, message };
  // Through JSON: undefined and absent are one, and so are the classes of what is plain data.
  return JSON.parse(JSON.stringify(view), (_key, value: unknown) =>
    typeof value === "string" && invented.has(value) ? "invented" : value,
  ) as NeutralView;
}

/** What is counted of every answer. Whatever else stands beside it (a tier of service, say), some servers send only whole, or only streamed. */
const countNames: readonly (keyof Usage)[] = [
  "inputTokens",
  "cachedTokens",
  "outputTokens",
  "reasoningTokens",
  "totalTokens",
];

/** What two answers to one request have in common although a model said different things in them. */
export function shapeOf({ content, refusal, reasoning, finishReason, usage, calls }: NeutralView): object {
  const counts = countNames.map((name) => [name, typeof Reflect.get(Object(usage), name)]);
  const tools = [...new Set(calls.map(({ name }) => name))].toSorted();
  return {
    content: content !== "",
    refusal: refusal !== null,
    reasoning: reasoning !== null,
    finishReason,
    usage: usage === null ? null : Object.fromEntries(counts),
    tools,
  };
}

/** Where two values differ, in words; null where they do not. */
export function difference(what: string, seen: object, wanted: object): string | null {
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(seen)])) {
    const [a, b]: [unknown, unknown] = [Reflect.get(seen, key), Reflect.get(wanted, key)];
    if (!isDeepEqual(a, b)) return `${what}: ${key} is ${shown(a)}, not ${shown(b)}`;
  }
  return null;
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 400) ?? "undefined";
}
