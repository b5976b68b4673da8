import { audioPart, documentPart, imagePart } from "../messages/media.js";
import type { MediaInput } from "../messages/media-source.js";
import type { MediaPart } from "../messages/message.js";
import { messageOf, type Fail } from "./render-value.js";

type Kind = MediaPart["type"];

const builders = {
  image: imagePart,
  audio: audioPart,
  document: documentPart,
} satisfies Record<Kind, (input: MediaInput, options: object) => MediaPart>;

/** A media part of a field's value: of what `imagePart` and its like take, or a part of that kind, which stays as it is. */
export function renderMedia(kind: Kind, value: unknown, fail: Fail, options: { readonly detail?: string }): MediaPart {
  if (isPart(kind, value)) return { ...value, ...options };
  if (!isMediaInput(value)) {
    throw fail(`is no ${kind}: give it a Uint8Array, a Blob, a data: or http(s) URL, or await fromFile(path)`);
  }
  try {
    return builders[kind](value, options);
  } catch (cause) {
    throw fail(`is no ${kind}: ${messageOf(cause)}`, cause);
  }
}

function isPart(kind: Kind, value: unknown): value is MediaPart {
  return typeof value === "object" && value !== null && "type" in value && value.type === kind && "source" in value;
}

function isMediaInput(value: unknown): value is MediaInput {
  if (typeof value === "string" || value instanceof URL || value instanceof Blob) return true;
  if (typeof value !== "object" || value === null) return false;
  return ArrayBuffer.isView(value) || ("bytes" in value && ArrayBuffer.isView(value.bytes));
}
