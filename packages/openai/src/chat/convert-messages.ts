import { CallOptionsError, readBlobs, type ContentPart, type Message, isObject } from "@zoetrope/core";
import type OpenAI from "openai";
import { carriedParts, opaqueValue, toOpenAIPart, toolContent, type OpenAIPart } from "./convert-parts.js";
import { toOpenAIToolCall } from "./convert-tool-calls.js";
import { flatParts } from "./flat-parts.js";
import { isOpenAIMessage } from "./is-own-message.js";
import { rememberUnsent } from "./unsent-fields.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;
type Fields = Readonly<Record<string, unknown>>;

/**
 * The messages as OpenAI's chat completions take them. OpenAI's own pass as the same objects (`isOpenAIMessage` says
 * which those are). A promise only when a part holds a Blob, which has to be read first.
 *
 * - A message with several tool results becomes as many messages: OpenAI has one for each.
 * - An assistant's tool calls stand behind its text and refusal, whatever their order was.
 * - A document without a name is sent as `document.pdf` (`document` when it is no pdf).
 * - Not sent, because the API has no place for them: `isError` (the content alone tells the model), a tool result's
 *   `name`, the media type of a URL, `extra` of other providers, and `cacheControl` (OpenAI caches by itself; for a vendor
 *   that takes marks write `extra: { openai: { cache_control: … } }`). `fromOpenAIMessage` restores all but the URL's type
 *   from the objects made here, and cannot once those went through JSON: store neutral messages.
 *
 * Throws (or rejects with) `CallOptionsError`, naming message and part, for what OpenAI does not take.
 */
export function toOpenAIMessages(
  messages: readonly (Message | MessageParam)[],
): MessageParam[] | Promise<MessageParam[]> {
  const ready = readBlobs(messages);
  return ready instanceof Promise ? ready.then(convertAll) : convertAll(ready);
}

function convertAll(messages: readonly (Message | MessageParam)[]): MessageParam[] {
  return messages.flatMap((message, at) => {
    const where = `messages[${at}]`;
    return isOpenAIMessage(message, where) ? [message] : convert(message, where);
  });
}

function convert(message: Message, where: string): MessageParam[] {
  const { role } = message;
  if (!Object.hasOwn(carriedParts, role)) {
    throw new CallOptionsError(
      `${where}: there is no role ${JSON.stringify(role)}. Use one of ${Object.keys(carriedParts).join(", ")}.`,
    );
  }
  if (role === "tool") return toolMessages(message, where);
  const made = param(message, { ...fieldsOf(message), ...contentFields(message, where) });
  return [rememberUnsent(made, message)];
}

/** The tool results, one message for each. A message that had no neutral form stands here whole, as an opaque part. */
function toolMessages(message: Message, where: string): MessageParam[] {
  if (typeof message.content === "string") {
    throw new CallOptionsError(
      `${where}: a tool message has to name its call. Write Messages.tool({ type: "tool_result", id, content }).`,
    );
  }
  return message.content.map((part, at) => {
    const place = `${where}.content[${at}]`;
    if (part.type === "opaque") return whole(opaqueValue(part, place), place);
    if (part.type !== "tool_result") {
      throw new CallOptionsError(
        `${place}: a tool message holds tool results, and this part is ${JSON.stringify(part.type)}. Put it inside the result's content, or into a user message.`,
      );
    }
    const own = { tool_call_id: part.id, content: toolContent(part, place) };
    const made = param(message, { ...fieldsOf(message), ...fieldsOf(part), ...own });
    return rememberUnsent(made, { ...part, extra: { ...message.extra, ...part.extra } });
  });
}

function contentFields(message: Message, where: string): Fields {
  if (typeof message.content === "string") return { content: message.content };
  return message.role === "assistant"
    ? assistantFields(message, message.content, where)
    : { content: orNone(message, contentList(message, message.content, where), []) };
}

/**
 * Flat where there are tool calls: that is what OpenAI answers, and several vendors take no list there. Else a list, which
 * reads the same in both forms. A `content` in `extra.openai` decides otherwise: it says how the message was once written.
 */
function assistantFields(message: Message, parts: readonly ContentPart[], where: string): Fields {
  const calls = parts.flatMap((part, at) =>
    part.type === "tool_call" ? [toOpenAIToolCall(part, `${where}.content[${at}]`)] : [],
  );
  const extra = fieldsOf(message);
  const isFlat = Object.hasOwn(extra, "content") ? !Array.isArray(extra["content"]) : calls.length > 0;
  const flat = isFlat ? flatParts(parts) : null;
  const callFields = calls.length > 0 && { tool_calls: calls };
  if (!flat) return { content: orNone(message, contentList(message, parts, where), []), ...callFields };
  const refusal = flat.refusal && { refusal: flat.refusal.refusal };
  return { content: flat.text?.text ?? orNone(message, [], null), ...refusal, ...callFields };
}

function contentList(message: Message, parts: readonly ContentPart[], where: string): OpenAIPart[] {
  const isBeside = (part: ContentPart): boolean => message.role === "assistant" && part.type === "tool_call";
  return parts.flatMap((part, at) =>
    isBeside(part) ? [] : [toOpenAIPart(part, message.role, `${where}.content[${at}]`)],
  );
}

/** A content that is empty, as it was written where that is known (`null`, `""`, or as undefined not at all). */
function orNone(message: Message, list: OpenAIPart[], none: null | []): unknown {
  if (list.length > 0) return list;
  const extra = fieldsOf(message);
  return Object.hasOwn(extra, "content") ? extra["content"] : none;
}

function fieldsOf(holder: Message | ContentPart): Fields {
  return holder.extra?.["openai"] ?? {};
}

/** `undefined` is dropped, `null` is sent. */
function param(message: Message, fields: Fields): MessageParam {
  const { role, name } = message;
  const entries = Object.entries({ role, name, ...fields }).filter(([, value]) => value !== undefined);
  return whole(Object.fromEntries(entries), "the message");
}

/** A vendor's fields have no type, so that no compiler can follow here; what is OpenAI's own was checked on the way. */
function whole(value: unknown, where: string): MessageParam {
  if (isObject(value)) return value as unknown as MessageParam;
  throw new CallOptionsError(
    `${where}: an opaque part of a tool message is a whole message of OpenAI's, an object with a role.`,
  );
}
