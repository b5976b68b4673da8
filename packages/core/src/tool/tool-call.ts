/** One call of a tool by the model. */
export interface ToolCall {
  /** What an answer to this call must name. Made up (`call_…`) where the provider sent none. */
  readonly id: string;
  readonly name: string;
  /** The parsed arguments; the text as it came when it is no JSON. Not validated. */
  readonly args: unknown;
  /** The call as the provider has it in a message, fields that this library does not know included. */
  readonly raw: unknown;
}

/** Arguments of a call, read as JSON once. */
export interface ToolArguments {
  /** As they came. */
  readonly text: string;
  /** Undefined when the text is no JSON. */
  readonly value: unknown;
  readonly error: Error | null;
}

/** Reads a call's arguments. A call without any (a blank text) has `{}`: every provider has a model that sends that for a tool without parameters. */
export function parseArguments(text: string): ToolArguments {
  if (text.trim() === "") return { text, value: {}, error: null };
  try {
    return { text, value: JSON.parse(text), error: null };
  } catch (error) {
    return { text, value: undefined, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** An id for a call whose provider gave it none. Random, because ids of several turns meet in one history. */
export function syntheticCallId(): string {
  let id = "call_";
  while (id.length < 29) id += Math.random().toString(36).slice(2);
  return id.slice(0, 29);
}
