import { isObject, objects, text, type JSONObject } from "@zoetrope/core";

/**
 * Readers of what servers really send as responses and as their items, which is not always what OpenAI's types say. Nothing here throws
 * on any JSON.
 */

/** The kinds of text that items hold: in which list of the item, and under which name. */
export const textParts = {
  output_text: { list: "content", field: "text", kind: "content" },
  refusal: { list: "content", field: "refusal", kind: "refusal" },
  reasoning_text: { list: "content", field: "text", kind: "reasoning" },
  summary_text: { list: "summary", field: "text", kind: "reasoning" },
} as const;

export type TextPartType = keyof typeof textParts;

/** What the stream, the response and their chunks call a text. */
export type TextKind = (typeof textParts)[TextPartType]["kind"];

export function isTextPartType(type: unknown): type is TextPartType {
  return typeof type === "string" && Object.hasOwn(textParts, type);
}

/** The items of a response. */
export function itemsOf(response: JSONObject | null | undefined): JSONObject[] {
  return objects(response?.output);
}

/** The parts of an item that hold text, each with the list that it stands in. */
export function textPartsOf(item: JSONObject): { readonly type: TextPartType; at: number; part: JSONObject }[] {
  return (["content", "summary"] as const).flatMap((list) => {
    const parts: readonly unknown[] = Array.isArray(item[list]) ? item[list] : [];
    return parts.flatMap((part, at) =>
      isObject(part) && isTextPartType(part.type) && textParts[part.type].list === list
        ? [{ type: part.type, at, part }]
        : [],
    );
  });
}

/** "" where the part holds none. */
export function textOf(type: TextPartType, part: JSONObject): string {
  return text(part[textParts[type].field]) ?? "";
}

/** All of one kind of text in these items, with nothing between. */
export function joinedText(items: readonly JSONObject[], kind: TextKind): string {
  return items
    .flatMap(textPartsOf)
    .map(({ type, part }) => (textParts[type].kind === kind ? textOf(type, part) : ""))
    .join("");
}

/** The parts with what the model answered. */
export function outputTexts(items: readonly JSONObject[]): JSONObject[] {
  return items.flatMap(textPartsOf).flatMap(({ type, part }) => (type === "output_text" ? [part] : []));
}

/** A call that the client has to run. All other calls are the provider's own, or tools that have no name. */
export function isCall(item: JSONObject): boolean {
  return item.type === "function_call" || item.type === "custom_tool_call";
}

/** What a call was made with: text for a custom tool, else JSON. */
export function inputOf(item: JSONObject): string {
  const input = item.type === "custom_tool_call" ? item.input : item.arguments;
  if (typeof input === "string") return input;
  // Some servers send the arguments parsed.
  return input === null || input === undefined ? "" : JSON.stringify(input);
}

/** The provider's word for how it ended: why it is not complete, else its status. Null while it goes on. */
export function finishReasonOf(response: JSONObject): string | null {
  const { incomplete_details: details, status } = response;
  const reason = isObject(details) ? text(details.reason) : null;
  return reason ?? (status === "in_progress" || status === "queued" ? null : text(status));
}

const neutralReasons: ReadonlyMap<string | null, string> = new Map([
  ["completed", "stop"],
  ["max_output_tokens", "length"],
]);

/** The same in the words that no provider owns. Other words are as the provider says them: `"content_filter"` is one of both. */
export function neutralFinishReason(response: JSONObject): string | null {
  const reason = finishReasonOf(response);
  if (reason === "completed" && itemsOf(response).some(isCall)) return "tool_calls";
  return neutralReasons.get(reason) ?? reason;
}

/** The response that an event is about, where it holds one. */
export function responseOf(event: JSONObject): JSONObject | null {
  return isObject(event.response) ? event.response : null;
}

/** A place in a list; the first where a server does not say. */
export function indexIn(index: unknown): number {
  return typeof index === "number" && Number.isInteger(index) && index >= 0 ? index : 0;
}
