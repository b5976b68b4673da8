import type { MediaInput } from "../messages/media-source.js";
import type { AudioPart, DocumentPart, ImagePart } from "../messages/message.js";

type Nil = null | undefined;
type Image = MediaInput | ImagePart;
type Audio = MediaInput | AudioPart;
type Document = MediaInput | DocumentPart;

/** A ready part, of this package or the provider's own. */
type ReadyPart = { readonly type: string } | { readonly type: string; readonly [field: string]: unknown };

/** What each format spec asks of its field's type. `formatSpecs` has the same names, and checks the same at run time. */
export interface SpecTypes {
  /** One item a line. */
  list: readonly unknown[] | Nil;
  /** The items of a list by line, the lists by blank line. */
  lists: readonly (readonly unknown[] | Nil)[] | Nil;
  /** `JSON.stringify` with two spaces. */
  json: unknown;
  /** A text part of its own. */
  text: unknown;
  texts: readonly unknown[] | Nil;
  image: Image | Nil;
  images: readonly (Image | Nil)[] | Nil;
  audio: Audio | Nil;
  audios: readonly (Audio | Nil)[] | Nil;
  document: Document | Nil;
  documents: readonly (Document | Nil)[] | Nil;
  part: ReadyPart | Nil;
  parts: readonly (ReadyPart | Nil)[] | Nil;
  /** Marks the prompt up to here for the provider's cache; with a field, after its text. */
  cache_control: unknown;
}

/** The same in words, for the compiler's messages. */
export interface SpecWords {
  list: "a list";
  lists: "a list of lists";
  json: "anything";
  text: "anything";
  texts: "a list";
  image: "an image";
  images: "a list of images";
  audio: "audio";
  audios: "a list of audio";
  document: "a document";
  documents: "a list of documents";
  part: "a part";
  parts: "a list of parts";
  cache_control: "anything";
}
