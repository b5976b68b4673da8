import {
  isObject,
  type CacheControl,
  type ContentPart,
  type JSONObject,
  type OpaquePart,
  type Role,
  type TextPart,
  type ToolResultContent,
} from "@zoetrope/core";
import { toBlocks } from "./convert-parts.js";
import { readSource } from "./media.js";
import { sameJSON } from "./same-json.js";

/** The neutral form of one content block. Opaque, and so kept as it came, where converting back would change it. */
export function readBlock(block: unknown, role: Role): ContentPart {
  const part = isObject(block) ? readKnown(block) : undefined;
  return part && givesBack(part, role, block) ? part : opaque(block);
}

export function isToolResult(block: unknown): boolean {
  return readBlock(block, "tool").type === "tool_result";
}

/** What is no neutral part of such a message, or has not the neutral form exactly, is told by converting it. */
function givesBack(part: ContentPart, role: Role, block: unknown): boolean {
  try {
    const warnings: string[] = [];
    const again = toBlocks(part, { role, where: "", warnings });
    return warnings.length === 0 && sameJSON(again, [block]);
  } catch {
    // Not carried: the block is Anthropic's alone.
    return false;
  }
}

function readKnown(block: JSONObject): ContentPart | undefined {
  const { type, cache_control: cache, ...fields } = block;
  const own = readOwn(type, fields);
  if (!own) return undefined;
  const [part, rest] = own;
  const cacheControl = readCacheControl(cache);
  const unread = cache === undefined || cacheControl ? rest : { ...rest, cache_control: cache };
  return {
    ...part,
    ...(cacheControl ? { cacheControl } : {}),
    ...(Object.keys(unread).length === 0 ? {} : { extra: { anthropic: unread } }),
  };
}

/** The part, and the fields that it has no place for. */
function readOwn(type: unknown, block: JSONObject): [part: ContentPart, rest: JSONObject] | undefined {
  switch (type) {
    case "text": {
      const { text, ...rest } = block;
      return typeof text === "string" ? [{ type, text }, rest] : undefined;
    }
    case "image": {
      const { source: given, ...rest } = block;
      const source = readSource(given);
      return source && [{ type, source }, rest];
    }
    case "document": {
      const { source: given, title, ...rest } = block;
      const source = readSource(given);
      if (typeof title === "string") return source && [{ type, source, filename: title }, rest];
      return source && [{ type, source }, title === undefined ? rest : { ...rest, title }];
    }
    case "tool_use": {
      const { id, name, input, ...rest } = block;
      if (typeof id !== "string" || typeof name !== "string") return undefined;
      return [{ type: "tool_call", id, name, args: input }, rest];
    }
    case "tool_result": {
      const { tool_use_id: id, content, is_error: failed, ...rest } = block;
      const read = readResultContent(content);
      if (typeof id !== "string" || read === undefined) return undefined;
      const part = { type, id, content: read } as const;
      if (typeof failed === "boolean") return [{ ...part, isError: failed }, rest];
      return [part, failed === undefined ? rest : { ...rest, is_error: failed }];
    }
    default:
      return undefined;
  }
}

function readResultContent(content: unknown): string | ToolResultContent[] | undefined {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  return content.map((block) => {
    const part = readBlock(block, "user");
    return isResultContent(part) ? part : opaque(block);
  });
}

function isResultContent(part: ContentPart): part is TextPart | ToolResultContent {
  return part.type === "text" || part.type === "image" || part.type === "document" || part.type === "opaque";
}

function readCacheControl(value: unknown): CacheControl | undefined {
  if (!isObject(value) || value.type !== "ephemeral") return undefined;
  const { type, ttl, ...rest } = value;
  if (Object.keys(rest).length > 0) return undefined;
  if (ttl === undefined) return { type };
  return typeof ttl === "string" ? { type, ttl } : undefined;
}

function opaque(value: unknown): OpaquePart {
  return { type: "opaque", provider: "anthropic", value };
}
