import { isObject, type DocumentPart, type ImagePart, type MediaSource, type TextPart } from "@zoetrope/core";
import { imageTypes } from "../chat/convert-parts.js";
import { providerName } from "./provider-name.js";

/** The neutral form of a part that is put into a model; null where converting back would change it. */
export function readInputPart(part: unknown): TextPart | ImagePart | DocumentPart | null {
  if (!isObject(part)) return null;
  const { type, text, ...rest } = part;
  if (type === "input_text" && typeof text === "string") return { type: "text", text, ...extraOf(rest) };
  if (type === "input_image") return readImage(part);
  return type === "input_file" ? readFile(part) : null;
}

function readImage({
  type: _type,
  image_url: url,
  detail,
  ...rest
}: Readonly<Record<string, unknown>>): ImagePart | null {
  if (typeof url !== "string" || typeof detail !== "string") return null;
  const source = sourceOf(url);
  if (source === null || (source.type === "base64" && !imageTypes.includes(source.mediaType))) return null;
  // What is sent where nothing is said.
  return { type: "image", source, ...(detail === "auto" ? {} : { detail }), ...extraOf(rest) };
}

function readFile(part: Readonly<Record<string, unknown>>): DocumentPart | null {
  const { type: _type, file_url: url, file_data: data, filename, ...rest } = part;
  if (typeof url === "string" && data === undefined && filename === undefined) {
    const source = sourceOf(url);
    return source?.type === "url" ? { type: "document", source, ...extraOf(rest) } : null;
  }
  if (typeof data !== "string" || typeof filename !== "string" || url !== undefined) return null;
  const source = sourceOf(data);
  return source?.type === "base64" ? { type: "document", source, filename, ...extraOf(rest) } : null;
}

/** Strict, since it must be built again to the letter: no parameters, base64 only. */
function sourceOf(url: string): Exclude<MediaSource, { type: "blob" }> | null {
  if (/^https?:/i.test(url)) return { type: "url", url };
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  return mediaType === undefined || data === undefined ? null : { type: "base64", data, mediaType };
}

function extraOf(fields: Readonly<Record<string, unknown>>): Pick<TextPart, "extra"> {
  return Object.keys(fields).length === 0 ? {} : { extra: { [providerName]: fields } };
}
