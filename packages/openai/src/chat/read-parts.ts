import {
  type MediaPart,
  type MediaSource,
  type OpaquePart,
  type RefusalPart,
  type Role,
  type TextPart,
  isObject,
} from "@zoetrope/core";
import { audioFormats, carriedParts, imageTypes } from "./convert-parts.js";
import { hasOnlyStrings } from "./has-only-strings.js";
import { restoreUnsent } from "./unsent-fields.js";

type KnownPart = TextPart | RefusalPart | MediaPart;

/** The neutral form of one part of a content list. Opaque, and so kept as it came, where converting back would change it. */
export function fromOpenAIPart(part: unknown, role: Role): KnownPart | OpaquePart {
  const known = readKnown(part);
  return known && carriedParts[role].includes(known.type) ? known : opaque(part);
}

/** The content of a tool's message: text, and what a vendor adds to it. */
export function fromToolContent(content: readonly unknown[]): readonly (TextPart | OpaquePart)[] {
  return content.map((part) => {
    const known = readKnown(part);
    return known?.type === "text" ? known : opaque(part);
  });
}

function opaque(value: unknown): OpaquePart {
  return { type: "opaque", provider: "openai", value };
}

function readKnown(part: unknown): KnownPart | undefined {
  if (!isObject(part) || typeof part["type"] !== "string") return undefined;
  // The payload of a part stands under its type's own name.
  const { type, [part["type"]]: payload, ...rest } = part;
  const own = readPayload(type, payload);
  return own && { ...own, ...restoreUnsent(part, rest) };
}

function readPayload(type: unknown, payload: unknown): KnownPart | undefined {
  if (type === "text" && typeof payload === "string") return { type, text: payload };
  if (type === "refusal" && typeof payload === "string") return { type, refusal: payload };
  if (type === "image_url") return readImage(payload);
  if (type === "input_audio") return readAudio(payload);
  if (type === "file") return readFile(payload);
  return undefined;
}

function readImage(payload: unknown): KnownPart | undefined {
  if (hasOnlyStrings(payload, "url")) {
    const source = imageSource(payload.url);
    return source && { type: "image", source };
  }
  if (!hasOnlyStrings(payload, "url", "detail")) return undefined;
  const source = imageSource(payload.url);
  return source && { type: "image", source, detail: payload.detail };
}

function imageSource(url: string): MediaSource | undefined {
  if (/^https?:/i.test(url)) return { type: "url", url };
  const source = readDataUrl(url);
  return source && imageTypes.includes(source.mediaType) ? source : undefined;
}

function readAudio(payload: unknown): KnownPart | undefined {
  if (!hasOnlyStrings(payload, "data", "format")) return undefined;
  const found = Object.entries(audioFormats).find(([, format]) => format === payload.format);
  return found && { type: "audio", source: { type: "base64", data: payload.data, mediaType: found[0] } };
}

/** Only with both: a `file_id` means nothing elsewhere, and a name is added on the way back where there is none. */
function readFile(payload: unknown): KnownPart | undefined {
  if (!hasOnlyStrings(payload, "file_data", "filename")) return undefined;
  const source = readDataUrl(payload.file_data);
  return source && { type: "document", source, filename: payload.filename };
}

/** Strict, since it must be built again to the letter: no parameters, base64 only. */
function readDataUrl(url: string): Extract<MediaSource, { type: "base64" }> | undefined {
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  return mediaType === undefined || data === undefined ? undefined : { type: "base64", data, mediaType };
}
