import { isObject, toolAnswer, type JSONObject, type ToolOutput } from "@zoetrope/core";
import { givenCallId } from "./call-id.js";
import type { GoogleMessageParam } from "./message-param.js";

/** The message that answers tool calls, in the order given; none where nothing is answered. Throws as `toolAnswer` does. */
export function toToolMessageParams(outputs: readonly ToolOutput[]): GoogleMessageParam[] {
  const parts = outputs.map((pair) => {
    const { id, name, raw } = pair[0].toolCall;
    // A call that the provider gave no id is answered by name and order: an id it never said would be news to it.
    const known = isObject(raw) && isObject(raw.functionCall) ? givenCallId(raw) : id;
    return { functionResponse: { ...(known !== null && { id: known }), name, response: responseOf(toolAnswer(pair)) } };
  });
  return parts.length === 0 ? [] : [{ role: "user", parts }];
}

/**
 * What a function returned, under the names that the API gives it.
 * Source: `FunctionResponse.response` in https://ai.google.dev/api/caching#FunctionResponse
 */
export function responseOf({
  text,
  isError,
}: {
  readonly text: string;
  readonly isError: boolean;
}): Record<string, unknown> {
  return isError ? { error: text } : { output: text };
}

/** The same, read; null for a response that is written otherwise. */
export function readResponse(response: unknown): { readonly text: string; readonly isError: boolean } | null {
  if (!isObject(response) || Object.keys(response).length !== 1) return null;
  const { output, error }: JSONObject = response;
  if (typeof output === "string") return { text: output, isError: false };
  return typeof error === "string" ? { text: error, isError: true } : null;
}
