import { CallOptionsError, readBlobs, type ContentPart, type Message, type Role } from "@zoetrope/core";
import { toGooglePart, type ConvertContext, type KnownCall } from "./convert-parts.js";
import { givenCallId } from "./call-id.js";
import { isGoogleMessage } from "./is-own-message.js";
import type { GoogleMessageParam } from "./message-param.js";

type Parts = NonNullable<GoogleMessageParam["parts"]>;

export interface ConvertedMessages {
  readonly messages: GoogleMessageParam[];
  /** For each message, the place of the one that it was made of, or the first of those. */
  readonly sources: readonly number[];
  /** What the provider has no place for and was left out or written otherwise, each in a sentence. */
  readonly warnings: readonly string[];
}

/** What the provider calls each role. It has no role for tools: their results are the user's. */
const roles: Readonly<Record<Role, string>> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "model",
  tool: "user",
};

/**
 * The messages as `generateContent` takes them, those of the system with the role `system` (`convertPrompt` puts them where they
 * belong). Google's own pass as the same objects. A promise only when a part holds a Blob, which has to be read first.
 *
 * - Neighbouring messages of tool results become one: the provider wants the answers to parallel calls together.
 * - A tool result without a name gets that of the call before it that it answers.
 * - Prompt-cache marks are not sent: the provider caches by itself.
 *
 * Throws (or rejects with) `CallOptionsError`, naming message and part, for what cannot be sent in any form.
 */
export function toGoogleMessages(
  messages: readonly (Message | GoogleMessageParam)[],
): ConvertedMessages | Promise<ConvertedMessages> {
  const ready = readBlobs(messages);
  return ready instanceof Promise ? ready.then(convertAll) : convertAll(ready);
}

function convertAll(messages: readonly (Message | GoogleMessageParam)[]): ConvertedMessages {
  const context: ConvertContext = { calls: new Map(), warnings: [] };
  const converted: GoogleMessageParam[] = [];
  const sources: number[] = [];
  let results: Parts | null = null;
  messages.forEach((message, at) => {
    const where = `messages[${at}]`;
    if (isGoogleMessage(message, where)) {
      results = null;
      noteCalls(message, context.calls);
      converted.push(message);
      sources.push(at);
      return;
    }
    const made = convert(message, where, context);
    if (message.role === "tool" && results !== null) results.push(...(made.parts ?? []));
    else {
      converted.push(made);
      sources.push(at);
      results = message.role === "tool" ? (made.parts ?? null) : null;
    }
  });
  return { messages: converted, sources, warnings: context.warnings };
}

function convert(message: Message, where: string, context: ConvertContext): GoogleMessageParam {
  const { role, content, name, extra } = message;
  if (!Object.hasOwn(roles, role)) {
    throw new CallOptionsError(
      `${where}: there is no role ${JSON.stringify(role)}. Use one of ${Object.keys(roles).join(", ")}.`,
    );
  }
  if (name !== undefined) context.warnings.push(`${where}: the speaker's name ${JSON.stringify(name)} was left out.`);
  warnOfOthers(extra, where, context);
  if (typeof content === "string" && role === "tool") {
    throw new CallOptionsError(
      `${where}: a tool message has to name its call. Write Messages.tool({ type: "tool_result", id, content }).`,
    );
  }
  const list: readonly ContentPart[] = typeof content === "string" ? [{ type: "text", text: content }] : content;
  const parts = list.flatMap((part, at) => {
    const place = `${where}.content[${at}]`;
    if ("extra" in part) warnOfOthers(part.extra, place, context);
    return toGooglePart(part, place, context) ?? [];
  });
  return { role: roles[role], parts, ...extra?.["google"] };
}

function warnOfOthers(extra: Message["extra"], where: string, { warnings }: ConvertContext): void {
  const others = Object.keys(extra ?? {}).filter((provider) => provider !== "google");
  for (const other of others) warnings.push(`${where}: fields that only ${JSON.stringify(other)} has were left out.`);
}

/** A call in Google's own message may be answered in a neutral one. */
function noteCalls(message: GoogleMessageParam, calls: Map<string, KnownCall>): void {
  for (const part of message.parts ?? []) {
    const id = givenCallId(part);
    if (id !== null) calls.set(id, { name: part.functionCall?.name, id });
  }
}
