import { objects, parseArguments, text, type JSONObject, type Message, type ReceivedToolCall } from "@zoetrope/core";
import { partsOfItem } from "./read-messages.js";
import { inputOf, itemsOf } from "./wire.js";

/**
 * An answer as one message of a history. It becomes the very items again that the answer came as, save reasoning that neither the
 * provider kept (`store: false`) nor the answer holds (`encrypted_content`, or its text, as DeepSeek's does): the API would look for it in vain, and refuse the request.
 */
export function toMessageParam(response: JSONObject): Message {
  const items = itemsOf(response).filter(
    (item) => item.type !== "reasoning" || response.store !== false || isHeld(item),
  );
  // "Item of type 'reasoning' was provided without its required following item" is what the API answers to an answer that was cut there.
  const end = items.findLastIndex(({ type }) => type !== "reasoning");
  return { role: "assistant", content: items.slice(0, end + 1).flatMap(partsOfItem) };
}

/** A call as the tools of a call read it. A custom tool's input is text, and no JSON is expected in it. */
export function receivedCall(item: JSONObject): ReceivedToolCall {
  const input = inputOf(item);
  return {
    id: text(item.call_id) ?? "",
    name: text(item.name) ?? "",
    arguments: item.type === "custom_tool_call" ? { text: input, value: input, error: null } : parseArguments(input),
    raw: item,
  };
}

function isHeld({ encrypted_content: encrypted, content }: JSONObject): boolean {
  return text(encrypted) !== null || objects(content).length > 0;
}
