import type { ContentPart, Message, ToolResultContent } from "@zoetrope/core";
import type OpenAI from "openai";
import { warnOfCacheMark, warnOfFields } from "../foreign-fields.js";
import { isOpenAIMessage } from "./is-own-message.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;

/** As it stands in neutral messages. */
const own = "openai";

/** What some models answer with, and none of these takes back. */
const media: ReadonlySet<ContentPart["type"]> = new Set(["image", "audio", "document"]);

/** A prompt without what only another provider knows. */
export interface CarriedPrompt {
  readonly messages: readonly (Message | MessageParam)[];
  /** For each message, its place in the prompt: one of which nothing is left is left out. */
  readonly sources: readonly number[];
  /** What was left out, in words. */
  readonly warnings: readonly string[];
}

/** OpenAI's own messages as the same objects, and so neutral ones of which nothing is left out. */
export function withoutForeign(prompt: readonly (Message | MessageParam)[]): CarriedPrompt {
  const warnings: string[] = [];
  const carried = prompt.flatMap((message, source): { message: Message | MessageParam; source: number }[] => {
    const where = `messages[${source}]`;
    if (isOpenAIMessage(message, where)) return [{ message, source }];
    warnOfFields(message, { own, where, warnings });
    const { content } = message;
    if (typeof content === "string") return [{ message, source }];
    const parts = content.flatMap((part, at) => {
      const place = `${where}.content[${at}]`;
      if (message.role !== "assistant" || !media.has(part.type)) return carriedPart(part, place, warnings);
      warnings.push(`${place}: chat completions take no ${part.type} of an assistant, and it is left out.`);
      return [];
    });
    if (parts.length === 0 && content.length > 0) return [];
    const isWhole = parts.length === content.length && parts.every((part, at) => part === content[at]);
    return [{ message: isWhole ? message : { ...message, content: parts }, source }];
  });
  return { messages: carried.map(({ message }) => message), sources: carried.map(({ source }) => source), warnings };
}

function carriedPart(part: ContentPart, where: string, warnings: string[]): ContentPart[] {
  if (!isCarried(part, where, warnings)) return [];
  if (part.type !== "tool_result" || typeof part.content === "string") return [part];
  const content = part.content.filter((inner, at) => {
    const place = `${where}.content[${at}]`;
    if (!media.has(inner.type)) return isCarried(inner, place, warnings);
    warnings.push(`${place}: chat completions take no ${inner.type} in a tool result, and it is left out.`);
    return false;
  });
  if (content.length === part.content.length) return [part];
  // The call has to be answered all the same.
  return [{ ...part, content: content.length === 0 ? "" : content }];
}

function isCarried(part: ContentPart | ToolResultContent, where: string, warnings: string[]): boolean {
  if (part.type === "opaque" && part.provider !== own) {
    warnings.push(`${where}: a part that only ${JSON.stringify(part.provider)} knows is left out.`);
    return false;
  }
  warnOfFields(part, { own, where, warnings });
  warnOfCacheMark(part, { own, where, warnings });
  return true;
}
