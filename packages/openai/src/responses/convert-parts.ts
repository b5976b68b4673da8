import {
  CallOptionsError,
  isObject,
  type ContentPart,
  type JSONObject,
  type MediaSource,
  type Message,
  type OpaquePart,
} from "@zoetrope/core";
import { imageTypes } from "../chat/convert-parts.js";
import { providerName } from "./provider-name.js";

/** Fields of a message or part that only this provider knows. */
export function ownFields(holder: Message | ContentPart): JSONObject {
  return holder.extra?.[providerName] ?? {};
}

/**
 * A part of what is put into a model: of a message of a user or of instructions, or of what a tool returned.
 *
 * @param where The part's place, as in `messages[2].content[1]`, for errors.
 */
export function toInputPart(part: ContentPart, where: string): JSONObject {
  switch (part.type) {
    case "text":
      return { ...ownFields(part), type: "input_text", text: part.text };
    case "image":
      return { detail: "auto", ...ownFields(part), ...inputImage(part.source, part.detail, where) };
    case "document":
      return { ...ownFields(part), ...inputFile(part.source, part.filename, where) };
    case "opaque":
      return ownValue(part, where);
    case "audio":
      throw new CallOptionsError(
        `${where}: OpenAI's Responses API takes no audio. Send its transcript, or ask a model of chat completions that hears (openaiCall).`,
      );
    default:
      throw new CallOptionsError(
        `${where}: OpenAI's Responses API takes no part ${JSON.stringify(Object(part).type)} here. ${mends[part.type] ?? "Leave it out, or write it as text."}`,
      );
  }
}

const mends: Readonly<Record<string, string>> = {
  refusal: "A refusal belongs in an assistant message.",
  tool_call: "A tool call belongs in an assistant message.",
  tool_result: "A tool result belongs in a message of its own: Messages.tool(results).",
};

/** The value of a part that came from this provider. Throws `CallOptionsError` for another's. */
export function ownValue(part: OpaquePart, where: string): JSONObject {
  if (part.provider !== providerName) {
    throw new CallOptionsError(
      `${where}: this part is one that only ${JSON.stringify(part.provider)} knows. Leave it out, or write it as text.`,
    );
  }
  if (isObject(part.value)) return part.value;
  throw new CallOptionsError(`${where}: an opaque part of OpenAI's Responses API is an object with a type.`);
}

function inputImage(source: MediaSource, detail: string | undefined, where: string): JSONObject {
  const look = detail === undefined ? {} : { detail };
  if (source.type === "url") return { type: "input_image", image_url: source.url, ...look };
  const { mediaType, data } = bytesOf(source, where);
  if (imageTypes.includes(mediaType)) {
    return { type: "input_image", image_url: `data:${mediaType};base64,${data}`, ...look };
  }
  throw new CallOptionsError(
    `${where}: OpenAI takes no ${mediaType}, only ${imageTypes.join(", ")}. Convert the image to one of them.`,
  );
}

function inputFile(source: MediaSource, filename: string | undefined, where: string): JSONObject {
  if (source.type === "url") return { type: "input_file", file_url: source.url };
  const { mediaType, data } = bytesOf(source, where);
  // Without a name the API asks for a `file_id` instead.
  const name = filename ?? (mediaType === "application/pdf" ? "document.pdf" : "document");
  return { type: "input_file", filename: name, file_data: `data:${mediaType};base64,${data}` };
}

function bytesOf(source: Exclude<MediaSource, { type: "url" }>, where: string): { mediaType: string; data: string } {
  if (source.type === "base64") return source;
  throw new CallOptionsError(
    `${where}: the Blob is not read yet. Await readBlobs(messages), and convert what it gives.`,
  );
}
