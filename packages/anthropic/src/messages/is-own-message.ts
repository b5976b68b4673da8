import { CallOptionsError, isObject, objects, type JSONObject, type Message } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";

const neutralRoles = new Set(["developer", "tool"]);
const neutralKeys = ["extra", "name"];
const neutralParts = new Set(["audio", "tool_call", "refusal", "opaque"]);
const neutralPartKeys = ["cacheControl", "extra", "detail", "filename", "isError"];

const ownParts = new Set([
  "tool_use",
  "thinking",
  "redacted_thinking",
  "server_tool_use",
  "search_result",
  "container_upload",
]);
const ownPartKeys = ["cache_control", "tool_use_id", "is_error", "citations", "title", "context"];

/**
 * True for a message that goes to Anthropic as it is, false for a neutral one that has to be converted. Told by what only one side has,
 * never by who made the object, so that a history that was stored as JSON reads the same:
 *
 * - neutral: the roles `developer` and `tool`; the keys `extra` and `name`; a part of the type `audio`, `tool_call`, `refusal` or
 *   `opaque`, with the key `cacheControl`, `extra`, `detail`, `filename` or `isError`, or with a source that has a `mediaType` or a Blob
 * - Anthropic's: a part of the type `tool_use`, `thinking`, `server_tool_use`…, with the key `cache_control`, `tool_use_id`,
 *   `citations`…, or with a source that has a `media_type`, a `file_id` or content
 * - neither (a role and text, say, or an image by its URL): true, since the two forms are then one
 *
 * Throws `CallOptionsError` for a message with marks of both, and for what is no message.
 */
export function isAnthropicMessage(
  message: Message | Anthropic.MessageParam,
  where = "the message",
): message is Anthropic.MessageParam {
  const value: unknown = message;
  if (!isObject(value) || typeof value.role !== "string") {
    throw new CallOptionsError(`${where} is no message. Write { role: "user", content: "…" } or Messages.user("…").`);
  }
  const neutral = neutralMark(value);
  const own = objects(value.content).map(ownMark).find(isText);
  if (neutral === undefined || own === undefined) return neutral === undefined;
  throw new CallOptionsError(
    `${where} is half neutral (${neutral}) and half Anthropic's own (${own}). ` +
      `Write it in one form; a field that only Anthropic has goes to extra: { anthropic: { … } }.`,
  );
}

/** The first mark of the neutral form that the message bears, in words. */
function neutralMark(message: JSONObject): string | undefined {
  if (neutralRoles.has(String(message.role))) return `the role "${String(message.role)}"`;
  const key = neutralKeys.find((name) => Object.hasOwn(message, name));
  if (key !== undefined) return `the key "${key}"`;
  return objects(message.content).map(neutralPartMark).find(isText);
}

function neutralPartMark(part: JSONObject): string | undefined {
  const { type, source } = part;
  if (neutralParts.has(String(type))) return `a part "${String(type)}"`;
  if (type === "tool_result" && Object.hasOwn(part, "id")) return 'a tool result with an "id"';
  const key = neutralPartKeys.find((name) => Object.hasOwn(part, name));
  if (key !== undefined) return `a part with the key "${key}"`;
  if (!isObject(source)) return undefined;
  return Object.hasOwn(source, "mediaType") || source.type === "blob" ? "a source of media" : undefined;
}

/** The first mark of Anthropic's form that the part bears, in words. */
function ownMark(part: JSONObject): string | undefined {
  const { type, source } = part;
  if (ownParts.has(String(type)) || String(type).endsWith("_tool_result")) return `a part "${String(type)}"`;
  const key = ownPartKeys.find((name) => Object.hasOwn(part, name));
  if (key !== undefined) return `a part with the key "${key}"`;
  if (!isObject(source)) return undefined;
  const isOwn = ["media_type", "file_id", "content"].some((name) => Object.hasOwn(source, name));
  return isOwn ? "a source of media" : undefined;
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}
