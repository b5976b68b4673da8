import type { FunctionResponse, Part } from "@google/genai";
import {
  CallOptionsError,
  isObject,
  type ContentPart,
  type MediaPart,
  type MediaSource,
  type ToolCallPart,
  type ToolResultContent,
  type ToolResultPart,
} from "@zoetrope/core";
import { responseOf } from "./tool-message.js";

/** A call that stands in the history before its answer. */
export interface KnownCall {
  readonly name: string | undefined;
  /** As it was sent; undefined where it was sent without one. */
  readonly id: string | undefined;
}

export interface ConvertContext {
  /** By the neutral id. */
  readonly calls: Map<string, KnownCall>;
  readonly warnings: string[];
}

/** One part of a message; null for one that was left out, which a warning then tells. */
export function toGooglePart(part: ContentPart, where: string, context: ConvertContext): Part | null {
  const own: Readonly<Record<string, unknown>> = part.extra?.["google"] ?? {};
  switch (part.type) {
    case "text":
      return { text: part.text, ...own };
    case "refusal":
      // The words of another provider's refusal are what the model said.
      return { text: part.refusal, ...own };
    case "image":
    case "audio":
    case "document":
      return { ...mediaPart(part, where, context), ...own };
    case "tool_call":
      return callPart(part, own, where, context);
    case "tool_result":
      return { ...own, functionResponse: resultOf(part, own.functionResponse, where, context) };
    case "opaque":
      // It came from the provider, and goes back as it came.
      if (part.provider === "google" && isObject(part.value)) return part.value as Part;
      context.warnings.push(`${where}: a part that only ${JSON.stringify(part.provider)} knows was left out.`);
      return null;
    default:
      throw new CallOptionsError(
        `${where}: there is no part ${JSON.stringify(Object(part).type)}. A part is one of text, refusal, image, audio, document, tool_call, tool_result, opaque.`,
      );
  }
}

function mediaPart(part: MediaPart, where: string, { warnings }: ConvertContext): Part {
  if (part.type === "image" && part.detail !== undefined) {
    warnings.push(`${where}: the image's detail ${JSON.stringify(part.detail)} was left out.`);
  }
  // The Developer API has no field for it, and the SDK refuses it there.
  if (part.type === "document" && part.filename !== undefined) {
    warnings.push(`${where}: the document's name ${JSON.stringify(part.filename)} was left out.`);
  }
  return sourcePart(part.source, where);
}

function sourcePart(source: MediaSource, where: string): Part {
  if (source.type === "base64") return { inlineData: { mimeType: source.mediaType, data: source.data } };
  if (source.type === "url") {
    return { fileData: { fileUri: source.url, ...(source.mediaType !== undefined && { mimeType: source.mediaType }) } };
  }
  throw new CallOptionsError(
    `${where}: the Blob is not read yet. Await readBlobs(messages), and convert what it gives.`,
  );
}

function callPart(
  part: ToolCallPart,
  own: Readonly<Record<string, unknown>>,
  where: string,
  { calls, warnings }: ConvertContext,
): Part {
  // What stands beside name and arguments, as the provider wrote it: mostly no id. Without it the call came from elsewhere.
  const beside: Readonly<Record<string, unknown>> = isObject(own.functionCall) ? own.functionCall : { id: part.id };
  const id = typeof beside.id === "string" ? beside.id : undefined;
  calls.set(part.id, { name: part.name, id });
  const isWrapped = !isObject(part.args) && part.args !== undefined && part.args !== null;
  if (isWrapped) {
    warnings.push(`${where}: the arguments of ${JSON.stringify(part.name)} are no object, and were sent as { input }.`);
  }
  const args: Record<string, unknown> = isWrapped ? { input: part.args } : { ...Object(part.args) };
  // A function without parameters may be called without any arguments at all.
  const { args: none, ...fields } = beside;
  const given = none === null && Object.keys(args).length === 0 ? {} : { args };
  return { ...own, functionCall: { ...fields, name: part.name, ...given } };
}

function resultOf(part: ToolResultPart, own: unknown, where: string, context: ConvertContext): FunctionResponse {
  const call = context.calls.get(part.id);
  const name = part.name ?? call?.name;
  if (name === undefined) {
    throw new CallOptionsError(
      `${where}: the tool result answers ${JSON.stringify(part.id)}, which no message before it called, and has no name. ` +
        "Put the response's message into the history before it, or give the result the tool's name.",
    );
  }
  if (isObject(own)) return { ...own, name };
  const id = call ? call.id : part.id;
  const contents: readonly ToolResultContent[] =
    typeof part.content === "string" ? [{ type: "text", text: part.content }] : part.content;
  const text = contents.map((inner) => (inner.type === "text" ? inner.text : "")).join("");
  const files = contents.flatMap((inner, at) => filesOf(inner, `${where}.content[${at}]`, context));
  return {
    ...(id !== undefined && { id }),
    name,
    response: responseOf({ text, isError: part.isError === true }),
    ...(files.length > 0 && { parts: files }),
  };
}

/** Gemini 3 takes files in a result. Source: https://ai.google.dev/gemini-api/docs/function-calling, multimodal function responses. */
function filesOf(
  part: ToolResultContent,
  where: string,
  context: ConvertContext,
): NonNullable<FunctionResponse["parts"]> {
  if (part.type === "text") return [];
  const made = toGooglePart(part, where, context);
  if (made?.inlineData) return [{ inlineData: made.inlineData }];
  if (made?.fileData) return [{ fileData: made.fileData }];
  if (made) context.warnings.push(`${where}: a part that a tool's result has no place for was left out.`);
  return [];
}
