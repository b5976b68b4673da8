import {
  isObject,
  parseArguments,
  type ContentPart,
  type JSONObject,
  type Message,
  type OpaquePart,
  type ProviderFields,
  type Role,
  type ToolResultContent,
} from "@zoetrope/core";
import { encodeArguments } from "../arguments-text.js";
import { isResponsesItem, type OpenAIResponsesMessageParam } from "./is-own-message.js";
import { providerName } from "./provider-name.js";
import { readInputPart } from "./read-parts.js";
import { inputOf } from "./wire.js";

/**
 * The neutral form of a history. What belongs to one turn of the assistant (reasoning, words, calls) becomes one message, as do outputs
 * of tools that follow each other. `toResponsesItems` gives the items back equal in every field.
 */
export function fromResponsesMessages(messages: readonly OpenAIResponsesMessageParam[]): Message[] {
  const made: Message[] = [];
  messages.forEach((message, at) => {
    const isItem = isResponsesItem(message, `messages[${at}]`);
    const next = isItem ? fromResponsesItem(message) : message;
    const before = made.at(-1);
    const joined = isItem && before && isJoinable(before) && isJoinable(next) && before.role === next.role;
    if (joined) made[made.length - 1] = { ...before, content: [...before.content, ...next.content] };
    else made.push(next);
  });
  return made;
}

/** A list of parts of a turn, with nothing beside it. */
function isJoinable(message: Message): message is Message & { readonly content: readonly ContentPart[] } {
  const { role, content } = message;
  return (role === "assistant" || role === "tool") && typeof content !== "string" && Object.keys(message).length === 2;
}

/** The neutral form of one item. What has no neutral place is kept in `extra["openai-responses"]`, or as an opaque part. */
export function fromResponsesItem(given: Exclude<OpenAIResponsesMessageParam, Message>): Message {
  // Servers add fields and kinds of items that the types do not have.
  const item = given as unknown as JSONObject;
  const { role, content, type } = item;
  if ((type === undefined || type === "message") && isInputRole(role)) {
    const { role: _role, content: _content, ...fields } = item;
    if (typeof content === "string") return { role, content, ...extraOf(fields) };
    if (role !== "assistant" && Array.isArray(content)) {
      return { role, content: content.map((part) => readInputPart(part) ?? opaque(part)), ...extraOf(fields) };
    }
  }
  return { role: isOutput(type) ? "tool" : "assistant", content: partsOfItem(item) };
}

/** What a turn of the assistant, or what answers it, holds by way of this item. */
export function partsOfItem(item: JSONObject): ContentPart[] {
  switch (item.type) {
    case "message":
      return readWords(item) ?? [opaque(item)];
    case "function_call":
    case "custom_tool_call":
      return [readCall(item) ?? opaque(item)];
    case "function_call_output":
    case "custom_tool_call_output":
      return [readOutput(item) ?? opaque(item)];
    default:
      return [opaque(item)];
  }
}

/** The first part carries what the message has beside its words: with that it begins. */
function readWords({ role, content, type: _type, ...message }: JSONObject): ContentPart[] | null {
  if (role !== "assistant" || !Array.isArray(content) || content.length === 0) return null;
  const parts: ContentPart[] = [];
  for (const [at, part] of content.entries()) {
    if (!isObject(part)) return null;
    const { type, text, refusal, ...fields } = part;
    const extra = extraOf(at === 0 ? { ...fields, message } : fields);
    if (type === "output_text" && typeof text === "string" && refusal === undefined) {
      parts.push({ type: "text", text, ...extra });
    } else if (type === "refusal" && typeof refusal === "string" && text === undefined) {
      parts.push({ type, refusal, ...extra });
    } else return null;
  }
  return parts;
}

function readCall({ type, call_id: id, name, arguments: args, input, ...fields }: JSONObject): ContentPart | null {
  if (typeof id !== "string" || typeof name !== "string") return null;
  if (type === "custom_tool_call") {
    if (typeof input !== "string" || args !== undefined) return null;
    return { type: "tool_call", id, name, args: input, custom: true, ...extraOf(fields) };
  }
  if (input !== undefined) return null;
  const text = inputOf({ type, arguments: args });
  const { value, error } = parseArguments(text);
  const read = error ? text : value;
  const raw = encodeArguments(read) === text ? {} : { raw: text };
  return { type: "tool_call", id, name, args: read, ...raw, ...extraOf(fields) };
}

function readOutput({ type, call_id: id, output, ...fields }: JSONObject): ContentPart | null {
  if (typeof id !== "string" || (typeof output !== "string" && !Array.isArray(output))) return null;
  const content =
    typeof output === "string"
      ? output
      : output.map((part: unknown): ToolResultContent => readInputPart(part) ?? opaque(part));
  const kind = type === "function_call_output" ? {} : { type };
  return { type: "tool_result", id, content, ...extraOf({ ...kind, ...fields }) };
}

function extraOf(fields: JSONObject): { readonly extra?: ProviderFields } {
  return Object.keys(fields).length === 0 ? {} : { extra: { [providerName]: fields } };
}

function opaque(value: unknown): OpaquePart {
  return { type: "opaque", provider: providerName, value };
}

function isInputRole(role: unknown): role is Exclude<Role, "tool"> {
  return role === "system" || role === "developer" || role === "user" || role === "assistant";
}

/** What the client adds to a history in answer to a call, as `computer_call_output` and `mcp_approval_response` are. */
function isOutput(type: unknown): boolean {
  return typeof type === "string" && /_(?:output|response)$/.test(type);
}
