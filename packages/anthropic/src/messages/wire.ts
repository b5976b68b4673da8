import { isObject, objects, text, type JSONObject } from "@zoetrope/core";

/**
 * Readers of what servers really send, which is not always what Anthropic's types say. Nothing here throws on any JSON.
 */

/** The text of a list of content blocks. */
export function contentOf(blocks: unknown): string {
  return objects(blocks)
    .map((block) => (block.type === "text" ? (text(block.text) ?? "") : ""))
    .join("");
}

/** The thinking that is shown in a list of content blocks; null when there is none. Newer models sign it and show no word of it. */
export function reasoningOf(blocks: unknown): string | null {
  const thoughts = objects(blocks).map((block) => (block.type === "thinking" ? (text(block.thinking) ?? "") : ""));
  return thoughts.join("") || null;
}

/** What an event adds to the text of the answer. */
export function textIn(event: JSONObject): string {
  if (event.type !== "content_block_delta") return contentOf(blocksIn(event));
  const { delta } = event;
  return isObject(delta) && delta.type === "text_delta" ? (text(delta.text) ?? "") : "";
}

/** What an event adds to the thinking that is shown; null when nothing. */
export function reasoningIn(event: JSONObject): string | null {
  if (event.type !== "content_block_delta") return reasoningOf(blocksIn(event));
  const { delta } = event;
  return isObject(delta) && delta.type === "thinking_delta" ? text(delta.thinking) : null;
}

/** The message that an event has in it: what a stream starts with, or all of an answer that came whole. */
export function messageIn(event: JSONObject): JSONObject | null {
  if (event.type === "message") return event;
  return event.type === "message_start" && isObject(event.message) ? event.message : null;
}

/** What an event says of the message that is not content: of the fields of `Message` those that it brings. */
export function headIn(event: JSONObject): JSONObject {
  const message = messageIn(event);
  if (message !== null) return message;
  if (event.type !== "message_delta") return {};
  const { type: _type, delta, ...fields } = event;
  return isObject(delta) ? { ...fields, ...delta } : fields;
}

/** Usage of the API is cumulative: a later report's counts replace the earlier ones, and what it is silent about stays. */
export function mergeUsage(before: JSONObject | null, after: JSONObject): JSONObject {
  if (before === null) return after;
  const said = Object.entries(after).filter(([name, value]) => value !== null || !Object.hasOwn(before, name));
  return { ...before, ...Object.fromEntries(said) };
}

/** Why the model would not answer, in the API's words; null when it did, or when no reason was given. */
export function refusalOf(head: JSONObject): string | null {
  const { stop_details: details } = head;
  return isObject(details) && details.type === "refusal" ? text(details.explanation) : null;
}

/** The blocks that an event opens, or brings whole. */
function blocksIn(event: JSONObject): unknown {
  if (event.type === "content_block_start") return [event.content_block];
  return messageIn(event)?.content;
}
