import {
  CallOptionsError,
  andThen,
  readBlobs,
  type JSONObject,
  type MaybePromise,
  type Message,
  type Role,
} from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import { fieldsOf, toBlocks, type Place } from "./convert-parts.js";
import { isAnthropicMessage } from "./is-own-message.js";

type MessageParam = Anthropic.MessageParam;

/** Messages as Anthropic takes them. */
export interface ConvertedMessages {
  /** System messages among them, where they stood: a request has them in a field of its own. */
  readonly messages: readonly MessageParam[];
  /** For each message, the place of the (first) one that it was made of. */
  readonly sources: readonly number[];
  /** What could not be carried over, in words. */
  readonly warnings: readonly string[];
}

const roles: Readonly<Record<Role, MessageParam["role"]>> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "assistant",
  tool: "user",
};

/**
 * The messages as Anthropic takes them. Anthropic's own pass as the same objects (`isAnthropicMessage` says which those are). A promise
 * only when a part holds a Blob, which has to be read first.
 *
 * - Neighbouring tool messages become one, because Anthropic wants the results of one turn together, in a message of the user.
 * - A message whose parts are all left out is left out.
 * - Not sent, and told in `warnings`: a message's `name`, an image's `detail`, opaque parts and `extra` of other providers. A tool
 *   result's `name` is not sent either: its call has it.
 *
 * Throws (or rejects with) `CallOptionsError`, naming message and part, for what Anthropic does not take.
 */
export function toAnthropicMessages(messages: readonly (Message | MessageParam)[]): MaybePromise<ConvertedMessages> {
  return andThen(readBlobs(messages), convertAll);
}

function convertAll(given: readonly (Message | MessageParam)[]): ConvertedMessages {
  const messages: MessageParam[] = [];
  const sources: number[] = [];
  const warnings: string[] = [];
  let before: Message | null = null;
  given.forEach((message, at) => {
    const where = `messages[${at}]`;
    const own = isAnthropicMessage(message, where);
    const made = own ? message : convert(message, { role: message.role, where, warnings });
    const previous = messages.at(-1);
    if (made === null) return;
    if (!own && previous && before && isJoined(message, before)) {
      messages[messages.length - 1] = joined(previous, made);
    } else {
      messages.push(made);
      sources.push(at);
    }
    before = own ? null : message;
  });
  return { messages, sources, warnings };
}

/** Two neutral messages that are one of Anthropic's: see `fromAnthropicMessage`. */
function isJoined(message: Message, before: Message): boolean {
  if (before.role !== "tool") return false;
  return message.role === "tool" || message.extra?.["anthropic"]?.["withPrevious"] === true;
}

function joined(first: MessageParam, second: MessageParam): MessageParam {
  const lists = [first, second].map(({ content }) =>
    typeof content === "string" ? [{ type: "text" as const, text: content }] : content,
  );
  return param({ ...first, ...second, content: lists.flat() });
}

/** Null: nothing of the message can be sent. */
function convert(message: Message, place: Place): MessageParam | null {
  const { role, content, name } = message;
  const { where, warnings } = place;
  if (!Object.hasOwn(roles, role)) {
    throw new CallOptionsError(
      `${where}: there is no role ${JSON.stringify(role)}. Use one of ${Object.keys(roles).join(", ")}.`,
    );
  }
  if (role === "tool" && typeof content === "string") {
    throw new CallOptionsError(
      `${where}: a tool message has to name its call. Write Messages.tool({ type: "tool_result", id, content }).`,
    );
  }
  if (name !== undefined) {
    warnings.push(`${where}: the name ${JSON.stringify(name)} is left out, because Anthropic's messages have none.`);
  }
  const { withPrevious: _mark, ...fields } = fieldsOf(message, place);
  const own = { role: roles[role] };
  if (typeof content === "string") return param({ ...own, content, ...fields });
  const blocks = content.flatMap((part, at) => toBlocks(part, { ...place, where: `${where}.content[${at}]` }));
  if (blocks.length === 0 && content.length > 0) return null;
  return param({ ...own, content: blocks, ...fields });
}

/** What is Anthropic's own was checked on the way; `extra` holds what its types may not know. */
function param(fields: JSONObject): MessageParam {
  return fields as unknown as MessageParam;
}
