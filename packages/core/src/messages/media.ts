import type { AudioPart, DocumentPart, ImagePart } from "./message.js";
import { type MediaInput, mediaSource } from "./media-source.js";

export interface MediaOptions {
  /** The media type, where the first bytes do not tell it. It goes before what they tell. */
  readonly mediaType?: string;
}

export interface ImageOptions extends MediaOptions {
  /** How closely the model looks, in the provider's words, as in `"low"` or `"high"`. */
  readonly detail?: string;
}

export interface DocumentOptions extends MediaOptions {
  /** The name that the model is told. Default: the file's, where the source has one (`fromFile`, a `File`). */
  readonly filename?: string;
}

/** An image (jpeg, png, gif, webp and heic are told by their bytes). Throws `CallOptionsError` for a source that is none. */
export function imagePart(source: MediaInput, { mediaType, detail }: ImageOptions = {}): ImagePart {
  return { type: "image", source: mediaSource("image", source, mediaType), ...(detail !== undefined && { detail }) };
}

/** Sound (wav, mp3, flac, ogg, aac and aiff are told by their bytes). Throws `CallOptionsError` for a source that is none. */
export function audioPart(source: MediaInput, { mediaType }: MediaOptions = {}): AudioPart {
  return { type: "audio", source: mediaSource("audio", source, mediaType) };
}

/** A document (pdf is told by its bytes). Throws `CallOptionsError` for a source that is none. */
export function documentPart(source: MediaInput, options: DocumentOptions = {}): DocumentPart {
  const filename = options.filename ?? filenameOf(source);
  return {
    type: "document",
    source: mediaSource("document", source, options.mediaType),
    ...(filename !== undefined && { filename }),
  };
}

function filenameOf(source: MediaInput): string | undefined {
  if (source instanceof File) return source.name;
  return typeof source === "object" && source !== null && "filename" in source ? source.filename : undefined;
}
