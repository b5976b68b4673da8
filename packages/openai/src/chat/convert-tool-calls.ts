import { CallOptionsError, parseArguments, type ToolCallPart, isObject } from "@zoetrope/core";
import type OpenAI from "openai";
import { argumentsText, encodeArguments } from "../arguments-text.js";
import { hasOnlyStrings } from "./has-only-strings.js";
import { rememberUnsent, restoreUnsent } from "./unsent-fields.js";

type OpenAIToolCall = OpenAI.ChatCompletionMessageToolCall;

/** @param where The part's place, as in `messages[2].content[1]`, for errors. */
export function toOpenAIToolCall(part: ToolCallPart, where: string): OpenAIToolCall {
  return rememberUnsent({ ...part.extra?.["openai"], ...ownFields(part, where) }, part);
}

function ownFields(part: ToolCallPart, where: string): OpenAIToolCall {
  const { id, name } = part;
  if (!part.custom) return { id, type: "function", function: { name, arguments: argumentsText(part, where) } };
  if (typeof part.args === "string") return { id, type: "custom", custom: { name, input: part.args } };
  throw new CallOptionsError(`${where}: the custom call ${JSON.stringify(name)} takes text. Set its args to a string.`);
}

/** The neutral form of `tool_calls`; undefined when one of them is of no known kind, so that none is lost or half read. */
export function fromOpenAIToolCalls(calls: unknown): readonly ToolCallPart[] | undefined {
  if (!Array.isArray(calls) || calls.length === 0) return undefined;
  const parts = calls.map(readCall).filter((part) => part !== undefined);
  return parts.length === calls.length ? parts : undefined;
}

function readCall(call: unknown): ToolCallPart | undefined {
  if (!isObject(call) || typeof call["id"] !== "string") return undefined;
  const { id, type, ...fields } = call;
  if (type === "custom" && hasOnlyStrings(fields["custom"], "name", "input")) {
    const { custom, ...rest } = fields;
    const { name, input } = fields["custom"];
    return { type: "tool_call", id: call["id"], name, args: input, custom: true, ...restoreUnsent(call, rest) };
  }
  if (type !== "function" || !hasOnlyStrings(fields["function"], "name", "arguments")) return undefined;
  const { function: called, ...rest } = fields;
  const { name, arguments: text } = fields["function"];
  const { value, error } = parseArguments(text);
  const args = error ? text : value;
  return {
    type: "tool_call",
    id: call["id"],
    name,
    args,
    ...(encodeArguments(args) !== text && { raw: text }),
    ...restoreUnsent(call, rest),
  };
}
