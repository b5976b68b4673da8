interface WholeCall {
  readonly id?: string | null;
  readonly index?: number;
  readonly function?: { readonly name: string; readonly arguments: string };
  readonly custom?: { readonly name: string; readonly input: string };
}

interface WholeMessage {
  readonly content?: unknown;
  readonly tool_calls?: readonly WholeCall[] | null;
}

/** A whole completion as far as these tests read it. */
export interface WholeAnswer {
  readonly choices: readonly { readonly message: WholeMessage; readonly delta?: unknown }[];
}

export interface Call {
  readonly id: string | null;
  readonly name: string;
  readonly args: unknown;
}

/** The tool calls of the first choice. */
export function callsIn({ choices }: WholeAnswer): Call[] {
  return (choices[0]?.message.tool_calls ?? []).map(({ id, function: fn, custom }) => ({
    id: id || null,
    name: custom?.name || fn?.name || "",
    args: fn ? parsed(fn.arguments) : custom?.input,
  }));
}

/**
 * The raw answer that a stream can add up to. What it cannot tell: whether its whole form had an empty list (`annotations`, say), a
 * `delta` beside the message, or calls with the `index` that is part of how a stream is told; content that was never sent is null.
 */
export function asStreamed({ choices, ...answer }: WholeAnswer): unknown {
  return {
    ...answer,
    choices: choices.map(({ message, delta: _, ...choice }) => {
      const fields = Object.entries(message).filter(([, value]) => !(Array.isArray(value) && value.length === 0));
      const told: WholeMessage = { content: null, ...Object.fromEntries(fields) };
      const calls = told.tool_calls?.map(({ index: _index, id, ...call }) => ({ ...call, id: id || "invented" }));
      return { ...choice, message: calls ? { ...told, tool_calls: calls } : told };
    }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
