import { CallOptionsError, parseArguments, type ToolCallPart } from "@zoetrope/core";

/** As the model wrote them, byte for byte: anything else would miss the provider's prompt cache. Unless the user changed `args` since. */
export function argumentsText({ args, raw, name }: ToolCallPart, where: string): string {
  try {
    if (raw !== undefined && saysTheSame(raw, args)) return raw;
    const text = encodeArguments(args);
    if (text !== undefined) return text;
  } catch (cause) {
    throw new CallOptionsError(`${where}: the arguments of ${JSON.stringify(name)} are no JSON (${String(cause)}).`, {
      cause,
    });
  }
  throw new CallOptionsError(`${where}: the arguments of ${JSON.stringify(name)} are no JSON. Give an object.`);
}

function saysTheSame(raw: string, args: unknown): boolean {
  const { value, error } = parseArguments(raw);
  return error ? raw === args : JSON.stringify(value) === JSON.stringify(args);
}

/** A string is text that was no JSON, and stays as it is; no arguments at all are an empty object. */
export function encodeArguments(args: unknown): string | undefined {
  return typeof args === "string" ? args : JSON.stringify(args === undefined ? {} : args);
}
