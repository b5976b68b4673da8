import { CallOptionsError } from "../errors.js";
import { decodeBase64, encodeBase64 } from "./base64.js";
import { parseDataUrl } from "./data-url.js";
import type { FileContents } from "./from-file.js";
import { normalMediaType, sniffedBytes, sniffMediaType } from "./media-type.js";
import type { MediaPart, MediaSource } from "./message.js";

/** What a media part can be made of. A string is a `data:` or http(s) URL; a path is not (see `fromFile`). */
export type MediaInput = Uint8Array | Blob | FileContents | URL | string;

type Kind = MediaPart["type"];

/** Reads what a user gave. Opens and fetches nothing; throws `CallOptionsError` for what is no media of this kind. */
export function mediaSource(kind: Kind, input: MediaInput, given?: string): MediaSource {
  const mediaType = given === undefined ? undefined : ofKind(kind, normalMediaType(given));
  if (input instanceof Blob) return { type: "blob", blob: input, ...(mediaType !== undefined && { mediaType }) };
  if (typeof input === "string" || input instanceof URL) return urlSource(kind, String(input), mediaType);
  // A view, not `instanceof`: an array of another realm (a test runner's sandbox, a worker's frame) is none of ours.
  if (ArrayBuffer.isView(input)) return bytesSource(kind, input, mediaType);
  if (typeof input === "object" && input !== null && ArrayBuffer.isView(input.bytes)) {
    return bytesSource(kind, input.bytes, mediaType);
  }
  throw new CallOptionsError(
    `${builder(kind)} got ${input === null ? "null" : typeof input}: give it a Uint8Array, a Blob, a data: or http(s) URL, or await fromFile(path).`,
  );
}

/** The source that a Blob's bytes make, once they are read. */
export async function blobSource(kind: Kind, blob: Blob, mediaType?: string): Promise<MediaSource> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return bytesSource(kind, bytes, mediaType, blob.type === "" ? undefined : blob.type);
}

function urlSource(kind: Kind, url: string, mediaType: string | undefined): MediaSource {
  if (/^data:/i.test(url)) {
    const parsed = parseDataUrl(url);
    if (!parsed)
      throw new CallOptionsError(`${builder(kind)}: ${quote(url)} is no whole data: URL, or holds no base64.`);
    const head = decodeBase64(parsed.data.slice(0, Math.ceil(sniffedBytes / 3) * 4));
    return { type: "base64", data: parsed.data, mediaType: settle(kind, head, mediaType, parsed.mediaType) };
  }
  if (/^https?:/i.test(url) && URL.canParse(url))
    return { type: "url", url, ...(mediaType !== undefined && { mediaType }) };
  throw new CallOptionsError(
    `${builder(kind)}: ${quote(url)} is neither a data: nor an http(s) URL, and a path is never opened by itself. ` +
      `Read a file with ${builder(kind)}(await fromFile(path)); write base64 text as "data:${example[kind]};base64,…".`,
  );
}

function bytesSource(kind: Kind, view: ArrayBufferView, mediaType?: string, declared?: string): MediaSource {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const settled = settle(kind, bytes.subarray(0, sniffedBytes), mediaType, declared);
  // Text at once, and not the bytes: the message is plain JSON then, and what the caller does to the array later cannot change it.
  return { type: "base64", data: encodeBase64(bytes), mediaType: settled };
}

/** The user's word first; then the bytes, since what a URL or Blob declares is often guessed from a file name, and providers refuse a wrong type. */
function settle(kind: Kind, head: Uint8Array, given?: string, declared?: string): string {
  if (head.length === 0) throw new CallOptionsError(`${builder(kind)}: the ${kind} is empty (0 bytes).`);
  const found = given ?? sniffMediaType(head) ?? (declared === undefined ? undefined : normalMediaType(declared));
  if (found !== undefined) return ofKind(kind, found);
  throw new CallOptionsError(
    `${builder(kind)}: the first bytes tell no media type that is known here. Name it: ${builder(kind)}(source, { mediaType: "${example[kind]}" }).`,
  );
}

function ofKind(kind: Kind, mediaType: string): string {
  if (kind === "document" ? /^[^/\s]+\/[^/\s]+$/.test(mediaType) : mediaType.startsWith(`${kind}/`)) return mediaType;
  const right = (["image", "audio"] as const).find((other) => mediaType.startsWith(`${other}/`));
  const mend = right || mediaType === "application/pdf" ? ` Use ${builder(right ?? "document")} for it.` : "";
  throw new CallOptionsError(`${builder(kind)}: ${quote(mediaType)} is no media type of ${article[kind]}.${mend}`);
}

const example = { image: "image/png", audio: "audio/wav", document: "application/pdf" } as const;
const article = { image: "an image", audio: "audio", document: "a document" } as const;
const builder = (kind: Kind): string => `${kind}Part`;

/** Cut, since the text may be a whole file by mistake. */
function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
