import {
  isObject,
  syntheticCallId,
  text,
  type ContentPart,
  type JSONObject,
  type MediaPart,
  type MediaSource,
  type OpaquePart,
  type ToolCallPart,
  type ToolResultPart,
} from "@zoetrope/core";
import { callIdOf } from "./call-id.js";
import { readResponse } from "./tool-message.js";

/** Which answer belongs to which call, where the provider gave no ids. */
export class CallIds {
  /** Calls not yet answered, by name and in order. */
  readonly #open = new Map<string, string[]>();

  called(name: string, id: string): void {
    const ids = this.#open.get(name);
    if (ids) ids.push(id);
    else this.#open.set(name, [id]);
  }

  /** The id of the first open call of that name. */
  answered(name: string, id: string | null): string {
    const ids = this.#open.get(name) ?? [];
    const at = id === null ? 0 : ids.indexOf(id);
    const [found] = at < 0 ? [] : ids.splice(at, 1);
    return id ?? found ?? syntheticCallId();
  }
}

/** The neutral form of one part. Opaque, and so kept as it came, where converting back would change it. */
export function fromGooglePart(part: JSONObject, ids: CallIds): ContentPart {
  return (part.thought === true ? null : known(part, ids)) ?? opaque(part);
}

function opaque(value: JSONObject): OpaquePart {
  return { type: "opaque", provider: "google", value };
}

function known(part: JSONObject, ids: CallIds): ContentPart | null {
  const { text: said, inlineData, fileData, functionCall, functionResponse, ...rest } = part;
  const kinds = [said, inlineData, fileData, functionCall, functionResponse].filter((one) => one !== undefined);
  if (kinds.length !== 1) return null;
  const extra = Object.keys(rest).length > 0 ? { extra: { google: rest } } : {};
  if (typeof said === "string") return { type: "text", text: said, ...extra };
  if (isObject(functionCall)) return readCall(part, functionCall, rest, ids);
  if (isObject(functionResponse)) return readResult(functionResponse, rest, ids);
  const media = isObject(inlineData) ? readInline(inlineData) : isObject(fileData) ? readFile(fileData) : null;
  return media && { ...media, ...extra };
}

function readCall(part: JSONObject, call: JSONObject, rest: JSONObject, ids: CallIds): ToolCallPart | null {
  const { name, args, ...fields } = call;
  if (typeof name !== "string" || !(args === undefined || isObject(args))) return null;
  const id = callIdOf(part);
  ids.called(name, id);
  // Said whenever it is more or less than the id that a call from elsewhere would have.
  const isUsual = text(fields.id) !== null && Object.keys(fields).length === 1 && args !== undefined;
  const google = {
    ...rest,
    ...(!isUsual && { functionCall: args === undefined ? { ...fields, args: null } : fields }),
  };
  const extra = Object.keys(google).length > 0 ? { extra: { google } } : {};
  return { type: "tool_call", id, name, args: args ?? {}, ...extra };
}

function readResult(response: JSONObject, rest: JSONObject, ids: CallIds): ToolResultPart | null {
  const { name, id, response: given, ...fields } = response;
  if (typeof name !== "string") return null;
  const read = Object.keys(fields).length === 0 ? readResponse(given) : null;
  const usual = read && { content: read.text, ...(read.isError && { isError: true }) };
  const google = { ...rest, ...(!read && { functionResponse: { ...response } }) };
  const extra = Object.keys(google).length > 0 ? { extra: { google } } : {};
  const content = JSON.stringify(given) ?? "";
  return { type: "tool_result", id: ids.answered(name, text(id)), name, ...(usual ?? { content }), ...extra };
}

function readInline({ mimeType, data, ...more }: JSONObject): MediaPart | null {
  if (typeof mimeType !== "string" || typeof data !== "string" || Object.keys(more).length > 0) return null;
  return mediaOf(mimeType, { type: "base64", data, mediaType: mimeType });
}

/** Files of the provider's own stores mean nothing elsewhere. */
function readFile({ mimeType, fileUri, ...more }: JSONObject): MediaPart | null {
  if (typeof mimeType !== "string" || typeof fileUri !== "string" || Object.keys(more).length > 0) return null;
  const isStored = fileUri.startsWith("https://generativelanguage.googleapis.com/");
  if (!/^https?:/i.test(fileUri) || isStored) return null;
  return mediaOf(mimeType, { type: "url", url: fileUri, mediaType: mimeType });
}

function mediaOf(mimeType: string, source: MediaSource): MediaPart {
  if (mimeType.startsWith("image/")) return { type: "image", source };
  return { type: mimeType.startsWith("audio/") ? "audio" : "document", source };
}
