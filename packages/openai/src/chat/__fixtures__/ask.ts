import { StreamError, type InvalidTool, type RawTool } from "@zoetrope/core";
import type { OpenAICallResponseChunk } from "../call-response-chunk.js";
import { OpenAICallResponse } from "../call-response.js";
import { openaiCall } from "../call.js";
import type { OpenAIStream } from "../stream.js";
import type { OpenAIRawTool } from "../tool.js";
import { bodyClient, type Answer } from "./body-client.js";
import type { Expected } from "./recordings.js";

export type Pair = readonly [chunk: OpenAICallResponseChunk, tool: RawTool | InvalidTool | null];

/** What came of one request. */
export interface Run {
  /** Null for a request without `stream`. */
  readonly stream: OpenAIStream<RawTool> | null;
  readonly pairs: readonly Pair[];
  /** Also after an error: what there is. */
  readonly response: OpenAICallResponse<RawTool> | null;
  /** Undefined when there was none. */
  readonly error: unknown;
}

/** A streamed request of a prompt, answered by what it is given. `make` is a call of OpenAI or of a vendor. */
export function streamer(expected: Expected, make = openaiCall): (answer: Answer) => Promise<Run> {
  const server = bodyClient();
  const call = make("m", { stream: true, client: server.client, tools: toolsOf(expected) })(() => "?");
  return async (answer) => {
    server.answer = answer;
    const stream = call();
    const pairs: Pair[] = [];
    let error: unknown;
    try {
      for await (const pair of stream) pairs.push(pair);
    } catch (thrown) {
      error = thrown;
    }
    const complete = stream.ending?.status === "complete";
    return { stream, pairs, response: stream.constructCallResponse({ partial: !complete }), error };
  };
}

/** The same without `stream`. */
export async function askWhole(expected: Expected, answer: Answer, make = openaiCall): Promise<Run> {
  const { client } = bodyClient(answer);
  try {
    const response = await make("m", { client, tools: toolsOf(expected) })(() => "?")();
    return { stream: null, pairs: [], response, error: undefined };
  } catch (error) {
    const partial = error instanceof StreamError ? error.partial : null;
    const response = partial instanceof OpenAICallResponse ? partial : null;
    return { stream: null, pairs: [], response, error };
  }
}

/** A definition for each tool that was called, where OpenAI takes its name; a call of another is an `InvalidTool` that says the same. */
function toolsOf({ tool_calls: calls }: Expected): OpenAIRawTool[] {
  const names = [...new Set(calls.map((call) => call.name))].filter((name) => /^[\w-]{1,64}$/.test(name));
  return names.map((name) => ({ type: "function", function: { name } }));
}
