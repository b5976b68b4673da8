import { CallOptionsError, isObject, type ContentPart, type JSONObject, type ToolCallPart } from "@zoetrope/core";
import { argumentsText } from "../arguments-text.js";
import { ownFields, ownValue, toInputPart } from "./convert-parts.js";

/** The items that an assistant's message becomes. */
export class AssistantItems {
  readonly all: JSONObject[] = [];
  /** The message whose words may go on. */
  #words: { readonly fields: JSONObject; readonly content: JSONObject[] } | null = null;

  /** @param where The part's place, as in `messages[2].content[1]`, for errors. */
  add(part: ContentPart, where: string): void {
    switch (part.type) {
      case "text":
      case "refusal":
        return this.#say(part);
      case "tool_call":
        return this.#push(call(part, where));
      case "opaque":
        return this.#push(ownValue(part, where));
      default:
        // Throws: it says what is taken.
        toInputPart(part, where);
    }
  }

  /** Words with a `message` begin one, as they did when they came; others go on with the one that is there. */
  #say(part: ContentPart & { readonly type: "text" | "refusal" }): void {
    const { message, ...fields } = ownFields(part);
    const made =
      part.type === "text"
        ? { ...fields, type: "output_text", text: part.text }
        : { ...fields, type: "refusal", refusal: part.refusal };
    if (this.#words !== null && !isObject(message)) return void this.#words.content.push(made);
    const content = [made];
    this.#words = { fields: isObject(message) ? message : {}, content };
    this.all.push({ type: "message", ...this.#words.fields, role: "assistant", content });
  }

  #push(item: JSONObject): void {
    this.#words = null;
    this.all.push(item);
  }
}

function call(part: ToolCallPart, where: string): JSONObject {
  const { id, name, args, custom } = part;
  const fields = ownFields(part);
  if (!custom) {
    const text = argumentsText(part, where);
    // A call without arguments came as ""; in a history that is refused by servers that parse it.
    return { type: "function_call", ...fields, call_id: id, name, arguments: text.trim() === "" ? "{}" : text };
  }
  if (typeof args === "string") return { type: "custom_tool_call", ...fields, call_id: id, name, input: args };
  throw new CallOptionsError(`${where}: the custom call ${JSON.stringify(name)} takes text. Set its args to a string.`);
}
