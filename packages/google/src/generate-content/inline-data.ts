import { decodeBase64, isObject, text, type JSONObject } from "@zoetrope/core";

/** An image, sound or another file that the model made. */
export interface InlineData {
  /** "" where the provider did not say. */
  readonly mimeType: string;
  readonly data: Uint8Array;
}

/** The files in parts, thoughts left out: a model that draws shows its drafts there. */
export function inlineDataOf(parts: readonly JSONObject[]): readonly InlineData[] {
  return parts.flatMap((part) => {
    const data = isObject(part.inlineData) && part.thought !== true ? bytesOf(part.inlineData.data) : null;
    return data === null ? [] : [{ mimeType: text(Object(part.inlineData).mimeType) ?? "", data }];
  });
}

/** Null for what is no base64. */
function bytesOf(data: unknown): Uint8Array | null {
  if (typeof data !== "string") return null;
  try {
    // Some servers send the alphabet of URLs.
    return decodeBase64(data.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return null;
  }
}
