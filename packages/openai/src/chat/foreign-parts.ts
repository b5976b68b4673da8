import type { ContentPart, Message, ProviderFields, ToolResultContent } from "@zoetrope/core";
import type OpenAI from "openai";
import { isOpenAIMessage } from "./is-openai-message.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;

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
  const carried = prompt.flatMap((message, source) => {
    const where = `messages[${source}]`;
    if (isOpenAIMessage(message, where)) return [{ message, source }];
    warnOfFields(message.extra, where, warnings);
    const { content } = message;
    if (typeof content === "string") return [{ message, source }];
    const parts = content.flatMap((part, at) => carriedPart(part, `${where}.content[${at}]`, warnings));
    if (parts.length === 0 && content.length > 0) return [];
    const isWhole = parts.length === content.length && parts.every((part, at) => part === content[at]);
    return [{ message: isWhole ? message : { ...message, content: parts }, source }];
  });
  return { messages: carried.map(({ message }) => message), sources: carried.map(({ source }) => source), warnings };
}

function carriedPart(part: ContentPart, where: string, warnings: string[]): ContentPart[] {
  if (!isCarried(part, where, warnings)) return [];
  if (part.type !== "tool_result" || typeof part.content === "string") return [part];
  const content = part.content.filter((inner, at) => isCarried(inner, `${where}.content[${at}]`, warnings));
  return [content.length === part.content.length ? part : { ...part, content }];
}

function isCarried(part: ContentPart | ToolResultContent, where: string, warnings: string[]): boolean {
  if (part.type === "opaque" && part.provider !== "openai") {
    warnings.push(`${where}: a part that only ${JSON.stringify(part.provider)} knows is left out.`);
    return false;
  }
  warnOfFields(part.extra, where, warnings);
  if (part.cacheControl !== undefined && part.extra?.["openai"]?.["cache_control"] === undefined) {
    warnings.push(`${where}: the cache mark is left out, because OpenAI caches by itself.`);
  }
  return true;
}

function warnOfFields(extra: ProviderFields | undefined, where: string, warnings: string[]): void {
  for (const [provider, fields] of Object.entries(extra ?? {})) {
    const names = Object.keys(fields);
    if (provider === "openai" || names.length === 0) continue;
    warnings.push(`${where}: fields that only ${JSON.stringify(provider)} knows are left out (${names.join(", ")}).`);
  }
}
