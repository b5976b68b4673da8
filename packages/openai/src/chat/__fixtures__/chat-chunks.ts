import { done, sse } from "@zoetrope/test-server";

/** Fields of a chunk, a choice or a delta: servers send more and less than OpenAI's types say, and so do the tests. */
type Fields = Readonly<Record<string, unknown>>;

/** A chunk around any `choices`. */
export function chunk(fields: Fields): Fields {
  return { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_700_000_000, model: "gpt-4o-mini", ...fields };
}

/** A chunk with one delta of choice 0. */
export function delta(fields: Fields, choice: Fields = {}): Fields {
  return chunk({ choices: [{ index: 0, delta: fields, finish_reason: null, ...choice }] });
}

export function text(content: string): Fields {
  return delta({ content });
}

/** A piece of a tool call. What is left out of it is not sent. */
export function callDelta(fields: { index?: number; id?: string; name?: string; args?: unknown }): Fields {
  const { name, args, ...rest } = fields;
  const body = { ...(name === undefined ? {} : { name }), ...("args" in fields ? { arguments: args } : {}) };
  return delta({ tool_calls: [{ type: "function", ...rest, function: body }] });
}

export function finish(reason = "stop"): Fields {
  return delta({}, { finish_reason: reason });
}

/** The chunk that reports usage, as OpenAI sends it: last, without choices. */
export function usage(prompt: number, completion: number, details: Fields = {}): Fields {
  const counts = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  return chunk({ choices: [], usage: { ...counts, ...details } });
}

/** The body of a whole, well-behaved streamed answer. */
export function answer(...pieces: readonly string[]): string[] {
  return [...sse(...pieces.map(text), finish(), usage(3, pieces.length)), done()];
}

/** A whole completion with one choice. */
export function completion(message: Fields, fields: Fields = {}): Fields {
  const choices = [{ index: 0, message: { role: "assistant", ...message }, finish_reason: "stop", logprobs: null }];
  return { ...chunk({ choices }), object: "chat.completion", ...fields };
}
