import {
  CallOptionsError,
  type ContentPart,
  type MediaSource,
  type OpaquePart,
  type Role,
  type ToolResultPart,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { rememberUnsent } from "./unsent-fields.js";

export type OpenAIPart = OpenAI.ChatCompletionContentPart | OpenAI.ChatCompletionContentPartRefusal;
type ImageUrl = OpenAI.ChatCompletionContentPartImage.ImageURL;
type InputAudio = OpenAI.ChatCompletionContentPartInputAudio.InputAudio;
type File = OpenAI.ChatCompletionContentPart.File.File;

/** What OpenAI's content list of each role carries (an assistant's tool calls stand beside its content). */
export const carriedParts: Readonly<Record<Role, readonly ContentPart["type"][]>> = {
  system: ["text", "opaque"],
  developer: ["text", "opaque"],
  user: ["text", "image", "audio", "document", "opaque"],
  assistant: ["text", "refusal", "opaque"],
  tool: ["text", "opaque"],
};

/** https://platform.openai.com/docs/guides/images-vision#image-input-requirements */
export const imageTypes: readonly string[] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/** `format` of an `input_audio` part by media type. The API takes these two. */
export const audioFormats = { "audio/wav": "wav", "audio/mpeg": "mp3" } as const;

/**
 * One part of a message's content.
 *
 * @param role The role of the message; `tool` for the content of a tool result.
 * @param where The part's place, as in `messages[2].content[1]`, for errors.
 */
export function toOpenAIPart(part: ContentPart, role: Role, where: string): OpenAIPart {
  if (!carriedParts[role].includes(part.type)) throw notCarried(part, role, where);
  // OpenAI's types have no room for what only its vendors know; it goes back as it came.
  if (part.type === "opaque") return opaqueValue(part, where) as OpenAIPart;
  return rememberUnsent({ ...part.extra?.["openai"], ...ownFields(part, role, where) }, part);
}

function ownFields(part: Exclude<ContentPart, OpaquePart>, role: Role, where: string): OpenAIPart {
  switch (part.type) {
    case "text":
      return { type: "text", text: part.text };
    case "refusal":
      return { type: "refusal", refusal: part.refusal };
    case "image":
      return { type: "image_url", image_url: imageUrl(part.source, part.detail, where) };
    case "audio":
      return { type: "input_audio", input_audio: inputAudio(part.source, where) };
    case "document":
      return { type: "file", file: file(part.source, part.filename, where) };
    default:
      throw notCarried(part, role, where);
  }
}

/** The value of a part that came from OpenAI; throws `CallOptionsError` for another provider's. */
export function opaqueValue(part: OpaquePart, where: string): unknown {
  if (part.provider === "openai") return part.value;
  throw new CallOptionsError(
    `${where}: this part is one that only ${JSON.stringify(part.provider)} knows. Leave it out, or write it as text.`,
  );
}

/** The content of a tool result, failed or not: OpenAI has no field for a failure, so that the content alone tells the model. */
export function toolContent(part: ToolResultPart, where: string): string | OpenAIPart[] {
  if (typeof part.content === "string") return part.content;
  return part.content.map((inner, at) => toOpenAIPart(inner, "tool", `${where}.content[${at}]`));
}

function imageUrl(source: MediaSource, detail: string | undefined, where: string): ImageUrl {
  // OpenAI's type is closed, its API is not: a level unknown here is for the API to take or refuse.
  const look = detail === undefined ? {} : { detail: detail as NonNullable<ImageUrl["detail"]> };
  if (source.type === "url") return { url: source.url, ...look };
  const { mediaType, data } = bytesOf(source, where);
  if (imageTypes.includes(mediaType)) return { url: `data:${mediaType};base64,${data}`, ...look };
  throw new CallOptionsError(
    `${where}: OpenAI takes no ${mediaType}, only ${imageTypes.join(", ")}. Convert the image to one of them.`,
  );
}

function inputAudio(source: MediaSource, where: string): InputAudio {
  if (source.type === "url") throw noUrl("audio", where);
  const { mediaType, data } = bytesOf(source, where);
  if (mediaType === "audio/wav" || mediaType === "audio/mpeg") return { data, format: audioFormats[mediaType] };
  throw new CallOptionsError(
    `${where}: OpenAI takes no ${mediaType}, only wav and mp3. Convert the audio to one of them.`,
  );
}

function file(source: MediaSource, filename: string | undefined, where: string): File {
  if (source.type === "url") throw noUrl("document", where);
  const { mediaType, data } = bytesOf(source, where);
  // Without a name the API answers 400 (and asks for a `file_id` instead), and a template has no place to give one.
  const name = filename ?? (mediaType === "application/pdf" ? "document.pdf" : "document");
  return { filename: name, file_data: `data:${mediaType};base64,${data}` };
}

function noUrl(kind: "audio" | "document", where: string): CallOptionsError {
  return new CallOptionsError(
    `${where}: OpenAI takes no URL of ${kind === "audio" ? "audio" : "a document"}. Fetch it, and pass the bytes to ${kind}Part.`,
  );
}

function bytesOf(source: Exclude<MediaSource, { type: "url" }>, where: string): { mediaType: string; data: string } {
  if (source.type === "base64") return source;
  throw new CallOptionsError(
    `${where}: the Blob is not read yet. Await readBlobs(messages), and convert what it gives.`,
  );
}

function notCarried(part: ContentPart, role: Role, where: string): CallOptionsError {
  const mends: Readonly<Record<string, string>> = {
    tool_call: "A tool call belongs in an assistant message.",
    tool_result: "A tool result belongs in a message of its own: Messages.tool(results).",
    refusal: "A refusal belongs in an assistant message.",
  };
  const holder = role === "tool" ? "a tool result" : `${role === "assistant" ? "an" : "a"} ${role} message`;
  const known = [...new Set([...Object.values(carriedParts).flat(), "tool_call", "tool_result"])];
  const mend = known.includes(part.type)
    ? (mends[part.type] ?? "Move it into a user message.")
    : `A part is one of ${known.join(", ")}.`;
  return new CallOptionsError(`${where}: OpenAI takes no part ${JSON.stringify(part.type)} in ${holder}. ${mend}`);
}
