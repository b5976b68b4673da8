import { blobSource } from "./media-source.js";
import type { ContentPart, MediaPart, Message } from "./message.js";

/**
 * The messages with the bytes of each Blob in its place. They come back at once, and as they are, when there is no Blob,
 * which is nearly always: a caller then needs no promise. What is no neutral message passes through.
 *
 * Rejects with `CallOptionsError` for a Blob that is no media of its part's kind.
 */
export function readBlobs<T extends object>(
  messages: readonly (Message | T)[],
): readonly (Message | T)[] | Promise<readonly (Message | T)[]> {
  return messages.some(hasBlob)
    ? Promise.all(messages.map((message) => (hasBlob(message) ? read(message) : message)))
    : messages;
}

function hasBlob(message: object): message is Message & { readonly content: readonly ContentPart[] } {
  return "content" in message && Array.isArray(message.content) && message.content.some(holdsBlob);
}

/** Looks at shapes only: the parts may be a provider's own. */
function holdsBlob(part: unknown): boolean {
  if (typeof part !== "object" || part === null || !("type" in part)) return false;
  if (part.type === "tool_result")
    return "content" in part && Array.isArray(part.content) && part.content.some(holdsBlob);
  if (part.type !== "image" && part.type !== "audio" && part.type !== "document") return false;
  if (!("source" in part) || typeof part.source !== "object" || part.source === null) return false;
  return "type" in part.source && part.source.type === "blob";
}

async function read(message: Message & { readonly content: readonly ContentPart[] }): Promise<Message> {
  return { ...message, content: await Promise.all(message.content.map(readPart)) };
}

async function readPart(part: ContentPart): Promise<ContentPart> {
  if (part.type !== "tool_result") return "source" in part ? readMedia(part) : part;
  if (typeof part.content === "string") return part;
  const content = part.content.map((inner) => ("source" in inner ? readMedia(inner) : inner));
  return { ...part, content: await Promise.all(content) };
}

async function readMedia(part: MediaPart): Promise<MediaPart> {
  if (part.source.type !== "blob") return part;
  return { ...part, source: await blobSource(part.type, part.source.blob, part.source.mediaType) };
}
