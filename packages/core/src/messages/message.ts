/**
 * Fields that only one provider has a place for, by the provider's name: `{ openai: { audio: { id: "audio_1" } } }`.
 * That provider's converter sends them beside its own fields; the converters of other providers leave them out.
 */
export interface ProviderFields {
  readonly [provider: string]: { readonly [field: string]: unknown };
}

/**
 * Asks the provider to keep the prompt up to and including this part for the next request. A hint: it changes the price
 * of an answer, never the answer, so a provider that takes no such marks is not sent them.
 */
export interface CacheControl {
  readonly type: "ephemeral";
  /** How long to keep it, in the provider's words, as in `"5m"` or `"1h"`. */
  readonly ttl?: string;
}

interface PartExtras {
  readonly cacheControl?: CacheControl;
  readonly extra?: ProviderFields;
}

/** Text. */
export interface TextPart extends PartExtras {
  readonly type: "text";
  readonly text: string;
}

/** What the assistant said in place of an answer. */
export interface RefusalPart extends PartExtras {
  readonly type: "refusal";
  readonly refusal: string;
}

/**
 * Where a part's media come from. Nothing here is opened or fetched by this library: a URL is passed on to the provider.
 * A Blob can only be read asynchronously and is no JSON: `readBlobs` puts its bytes in its place before a message is sent.
 */
export type MediaSource =
  | { readonly type: "base64"; readonly data: string; readonly mediaType: string }
  | { readonly type: "url"; readonly url: string; readonly mediaType?: string }
  | { readonly type: "blob"; readonly blob: Blob; readonly mediaType?: string };

export interface ImagePart extends PartExtras {
  readonly type: "image";
  readonly source: MediaSource;
  /** How closely the model looks, in the provider's words, as in `"low"` or `"high"`. */
  readonly detail?: string;
}

export interface AudioPart extends PartExtras {
  readonly type: "audio";
  readonly source: MediaSource;
}

export interface DocumentPart extends PartExtras {
  readonly type: "document";
  readonly source: MediaSource;
  readonly filename?: string;
}

/** A call of a tool, in an assistant's message. */
export interface ToolCallPart extends PartExtras {
  readonly type: "tool_call";
  readonly id: string;
  readonly name: string;
  /** The parsed arguments; the raw text when it is no JSON. */
  readonly args: unknown;
  /** The arguments as the model wrote them, where that differs from `JSON.stringify(args)`. Sent while it still says what `args` says. */
  readonly raw?: string;
  /** True for a tool that takes free text instead of JSON (OpenAI's custom tools): `args` is that text. */
  readonly custom?: true;
}

/** The output of a tool, in a message with the role `tool`. */
export interface ToolResultPart extends PartExtras {
  readonly type: "tool_result";
  /** The `id` of the call that this answers. */
  readonly id: string;
  readonly name?: string;
  readonly content: string | readonly ToolResultContent[];
  /** True when the tool failed: the content is then the error. */
  readonly isError?: boolean;
}

/** What only one provider knows, kept as it came. Its converter sends it back unchanged; the others refuse it. */
export interface OpaquePart extends PartExtras {
  readonly type: "opaque";
  /** The provider's name, as in `"openai"`. */
  readonly provider: string;
  readonly value: unknown;
}

export type MediaPart = ImagePart | AudioPart | DocumentPart;

export type ToolResultContent = TextPart | MediaPart | OpaquePart;

export type ContentPart = TextPart | RefusalPart | MediaPart | ToolCallPart | ToolResultPart | OpaquePart;

export type Role = "system" | "developer" | "user" | "assistant" | "tool";

/** A message that no provider owns. Every provider package converts it to its own kind and back. */
export interface Message {
  readonly role: Role;
  readonly content: string | readonly ContentPart[];
  /** Tells apart speakers of one role. */
  readonly name?: string;
  readonly extra?: ProviderFields;
}
