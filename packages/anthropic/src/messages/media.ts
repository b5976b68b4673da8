import {
  CallOptionsError,
  decodeBase64,
  encodeBase64,
  isObject,
  type ImagePart,
  type DocumentPart,
  type MediaSource,
} from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";

/** https://platform.claude.com/docs/en/build-with-claude/vision, supported formats. */
const imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"] as const;

/** @param where The part's place, as in `messages[2].content[1]`, for errors. */
export function imageSource({ source }: ImagePart, where: string): Anthropic.ImageBlockParam["source"] {
  if (source.type === "url") return { type: "url", url: source.url };
  const { mediaType, data } = bytesOf(source, where);
  const known = imageTypes.find((type) => type === mediaType);
  if (known) return { type: "base64", media_type: known, data };
  throw new CallOptionsError(
    `${where}: Anthropic takes no ${mediaType}, only ${imageTypes.join(", ")}. Convert the image to one of them.`,
  );
}

/** A pdf, or text of any kind, which Anthropic takes as plain text. */
export function documentSource({ source }: DocumentPart, where: string): Anthropic.DocumentBlockParam["source"] {
  if (source.type === "url") return { type: "url", url: source.url };
  const { mediaType, data } = bytesOf(source, where);
  if (mediaType === "application/pdf") return { type: "base64", media_type: mediaType, data };
  if (mediaType.startsWith("text/")) {
    return { type: "text", media_type: "text/plain", data: new TextDecoder().decode(decodeBase64(data)) };
  }
  throw new CallOptionsError(
    `${where}: Anthropic takes no ${mediaType} as a document, only pdf and text. Convert it to one of them.`,
  );
}

/** Undefined for a source that has no neutral form: a file of the provider's, say. */
export function readSource(source: unknown): MediaSource | undefined {
  if (!isObject(source)) return undefined;
  const { type, url, data, media_type: mediaType } = source;
  if (type === "url" && typeof url === "string") return { type, url };
  if (typeof data !== "string" || typeof mediaType !== "string") return undefined;
  if (type === "base64") return { type, data, mediaType };
  return type === "text"
    ? { type: "base64", data: encodeBase64(new TextEncoder().encode(data)), mediaType }
    : undefined;
}

function bytesOf(source: Exclude<MediaSource, { type: "url" }>, where: string): { mediaType: string; data: string } {
  if (source.type === "base64") return source;
  throw new CallOptionsError(
    `${where}: the Blob is not read yet. Await readBlobs(messages), and convert what it gives.`,
  );
}
