import {
  CallOptionsError,
  type ContentPart,
  type ConvertedPrompt,
  type JSONObject,
  type Message,
  type ToolResultPart,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { warnOfMessage } from "../foreign-fields.js";
import { AssistantItems } from "./convert-assistant.js";
import { ownFields, ownValue, toInputPart } from "./convert-parts.js";
import { isResponsesItem, type OpenAIResponsesMessageParam } from "./is-own-message.js";
import { providerName } from "./provider-name.js";

type Item = OpenAI.Responses.ResponseInputItem;

/**
 * The messages as items of the Responses API. Items pass as the same objects (`isResponsesItem` says which those are). Blobs have to be
 * read before.
 *
 * - An assistant's message becomes an item for each thing that it holds: reasoning, words, calls.
 * - A document without a name is sent as `document.pdf` (`document` when it is no pdf).
 * - Not sent, because the API has no place for them: `isError` (the content alone tells the model) and a tool result's `name`.
 * - `warnings` name what could not be carried over: another provider's own parts and fields, an assistant's media, a speaker's name,
 *   and cache marks (OpenAI caches by itself).
 *
 * Throws (or rejects with) `CallOptionsError`, naming message and part, for what the API does not take.
 */
export function convertItems(messages: readonly OpenAIResponsesMessageParam[]): ConvertedPrompt<Item> {
  const customCalls = new Set<unknown>();
  const warnings: string[] = [];
  const items: JSONObject[] = [];
  const sources: number[] = [];
  messages.forEach((message, at) => {
    const where = `messages[${at}]`;
    const made = isResponsesItem(message, where)
      ? [message as unknown as JSONObject]
      : convert(message, { where, customCalls, warnings });
    for (const item of made) {
      if (item.type === "custom_tool_call") customCalls.add(item.call_id);
      items.push(item);
      sources.push(at);
    }
  });
  // A server's own fields have no type, so that no compiler can follow here; what is OpenAI's own was checked on the way.
  return { messages: items as unknown as Item[], sources, warnings };
}

interface Place {
  readonly where: string;
  /** The ids of the calls of custom tools so far. */
  readonly customCalls: ReadonlySet<unknown>;
  readonly warnings: string[];
}

function convert(message: Message, place: Place): JSONObject[] {
  const { role, content, name } = message;
  const { where, warnings } = place;
  warnOfMessage(message, { own: providerName, where, warnings });
  if (name !== undefined) warnings.push(`${where}: OpenAI's Responses API has no place for the name of a speaker.`);
  switch (role) {
    case "system":
    case "developer":
    case "user": {
      const parts =
        typeof content === "string"
          ? content
          : content.flatMap((part, at) => inputPart(part, `${where}.content[${at}]`, warnings));
      return [{ ...ownFields(message), role, content: parts }];
    }
    case "assistant":
      if (typeof content === "string") return [{ ...ownFields(message), role, content }];
      return assistantItems(content, place);
    case "tool":
      return toolOutputs(content, place);
    default:
      throw new CallOptionsError(
        `${where}: there is no role ${JSON.stringify(role)}. Use one of system, developer, user, assistant, tool.`,
      );
  }
}

function assistantItems(parts: readonly ContentPart[], { where, warnings }: Place): JSONObject[] {
  const items = new AssistantItems();
  parts.forEach((part, at) => {
    const place = `${where}.content[${at}]`;
    const owner = foreignOwner(part);
    if (owner !== null) return warnings.push(`${place}: what only ${owner} knows was left out.`);
    if (part.type === "image" || part.type === "audio" || part.type === "document") {
      return warnings.push(`${place}: OpenAI's Responses API takes no ${part.type} of an assistant; it was left out.`);
    }
    return items.add(part, place);
  });
  return items.all;
}

function toolOutputs(content: Message["content"], place: Place): JSONObject[] {
  const { where, warnings } = place;
  if (typeof content === "string") {
    throw new CallOptionsError(
      `${where}: a tool message has to name its call. Write Messages.tool({ type: "tool_result", id, content }).`,
    );
  }
  return content.flatMap((part, at) => {
    const here = `${where}.content[${at}]`;
    const owner = foreignOwner(part);
    if (owner !== null) {
      warnings.push(`${here}: what only ${owner} knows was left out.`);
      return [];
    }
    if (part.type === "opaque") return [ownValue(part, here)];
    if (part.type === "tool_result") return [toolOutput(part, { ...place, where: here })];
    throw new CallOptionsError(
      `${here}: a tool message holds tool results, and this part is ${JSON.stringify(part.type)}. Put it inside the result's content, or into a user message.`,
    );
  });
}

function toolOutput(part: ToolResultPart, { where, customCalls, warnings }: Place): JSONObject {
  const type = customCalls.has(part.id) ? "custom_tool_call_output" : "function_call_output";
  const { content } = part;
  const output =
    typeof content === "string"
      ? content
      : content.flatMap((inner, at) => {
          const here = `${where}.content[${at}]`;
          return inputPart(inner, here, warnings);
        });
  return { type, ...ownFields(part), call_id: part.id, output };
}

function inputPart(part: ContentPart, where: string, warnings: string[]): JSONObject[] {
  const owner = foreignOwner(part);
  if (owner === null) return [toInputPart(part, where)];
  warnings.push(`${where}: what only ${owner} knows was left out.`);
  return [];
}

/** The other provider that this part belongs to. */
function foreignOwner(part: ContentPart): string | null {
  return part.type === "opaque" && part.provider !== providerName ? part.provider : null;
}
