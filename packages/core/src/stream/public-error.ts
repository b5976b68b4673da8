import { ZoetropeError } from "../errors.js";

/** What the reader of a web page is told of an error. */
export interface PublicError {
  readonly name: string;
  readonly message: string;
}

const sentences: ReadonlyMap<string, string> = new Map([
  ["StreamTruncatedError", "The answer was cut off before its end."],
  ["StreamAbortedError", "The answer was stopped before its end."],
  ["StreamTimeoutError", "The answer took too long."],
  ["StreamLimitError", "The answer grew too large."],
  ["ToolArgumentsError", "The arguments of the tool call do not fit the tool."],
  ["UnknownToolError", "The model called a tool that it was not given."],
]);

/**
 * An error as a client may see it: the name of ours and a sentence of this file. Messages stay on the server, because they quote what
 * providers and networks say: organization ids, halves of keys, addresses inside of the house.
 */
export function publicError(error: unknown): PublicError {
  const name = ZoetropeError.isInstance(error) ? error.name : "Error";
  return { name, message: sentences.get(name) ?? "The answer could not be finished." };
}
