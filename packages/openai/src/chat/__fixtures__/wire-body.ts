import type { InvalidTool, RawTool } from "@zoetrope/core";
import type { OpenAICallParams } from "../call-params.js";
import { openaiCall } from "../call.js";
import type { OpenAIStream } from "../stream.js";
import type { OpenAIRawTool } from "../tool.js";
import type { Pair } from "./ask.js";
import { bodyClient, type Answer } from "./body-client.js";

/** What one pass over a body gave. */
export interface Read {
  readonly stream: OpenAIStream<RawTool>;
  readonly pairs: readonly Pair[];
  readonly tools: readonly (RawTool | InvalidTool)[];
  /** What the loop threw; undefined when it ended. */
  readonly error: unknown;
}

export interface ReadOptions {
  readonly acceptMissingFinishReason?: boolean;
  readonly callParams?: OpenAICallParams;
  /** The connection breaks with this after the body. */
  readonly breaksWith?: Error;
  readonly type?: Answer["type"];
}

/** The tools that bodies written by hand may call. */
const tools: OpenAIRawTool[] = ["f", "g", "h"].map((name) => ({ type: "function", function: { name } }));

/** Streams a body that arrives in these pieces, each one read. */
export async function read(body: string | readonly string[], options: ReadOptions = {}): Promise<Read> {
  const { acceptMissingFinishReason = false, callParams = {}, breaksWith, type } = options;
  const reads = [body].flat().map((piece) => new TextEncoder().encode(piece));
  const { client } = bodyClient({ reads, ...(breaksWith ? { breaksWith } : {}), ...(type ? { type } : {}) });
  const stream = openaiCall("m", { stream: true, client, tools, acceptMissingFinishReason, callParams })(() => "?")();
  const pairs: Pair[] = [];
  let error: unknown;
  try {
    for await (const pair of stream) pairs.push(pair);
  } catch (thrown) {
    error = thrown;
  }
  return { stream, pairs, tools: pairs.flatMap(([, tool]) => tool ?? []), error };
}

/** An event with a chunk of these fields. */
export function chunk(fields: object): string {
  return frame({ id: "c-1", object: "chat.completion.chunk", created: 1, model: "m-1", ...fields });
}

/** An event with anything. */
export function frame(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** A chunk with one choice. */
export function delta(delta: object, choice: object = {}): string {
  return chunk({ choices: [{ index: 0, delta, finish_reason: null, ...choice }] });
}

export function text(content: string): string {
  return delta({ content });
}

export function calls(...tool_calls: object[]): string {
  return delta({ tool_calls });
}

export function finish(finish_reason: string | null = "stop", index = 0): string {
  return chunk({ choices: [{ index, delta: {}, finish_reason }] });
}

export function usage(total_tokens = 5): string {
  return chunk({ choices: [], usage: { total_tokens } });
}

export const done = "data: [DONE]\n\n";
