import { isDeepStrictEqual } from "node:util";
import type { InvalidTool, RawTool } from "@zoetrope/core";
import type { AnthropicCallResponse } from "../call-response.js";
import type { Pair, Run } from "./ask.js";
import type { Expected, ExpectedCall } from "./recordings.js";

/** What is wrong with a run, by the field of the expected file; empty when all is as expected. */
export type Wrong = Map<string, string>;

/** The fields that an expected file states. Its last ones say how a stream went, and are asked of streams only. */
export const fields = [
  ...(["text", "reasoning", "refusal", "tool_calls", "finish_reason", "usage", "model", "id"] as const),
  ...(["server_tool_calls", "signatures", "citations", "redacted_thinking"] as const),
  ...(["chunk_count", "message_stop", "event_types"] as const),
] satisfies (keyof Expected)[];

/** What must hold of each run of one recording, however it was asked for and cut. */
export function differences(expected: Expected, { stream, pairs, response, error }: Run): Wrong {
  const wrong: Wrong = new Map();
  const differ = (field: string, seen: unknown, wanted: unknown): void => {
    if (isDeepStrictEqual(seen, wanted)) return;
    wrong.set(
      field,
      `${field} is ${JSON.stringify(seen)?.slice(0, 300)}, not ${JSON.stringify(wanted)?.slice(0, 300)}`,
    );
  };
  differ("error", error, undefined);
  if (response === null) return wrong;
  for (const answer of stream ? [stream, response] : [response]) {
    differ("text", answer.content, expected.text);
    // Thinking of which no word is shown is none to us.
    differ("reasoning", answer.reasoning, expected.reasoning || null);
    differ("refusal", answer.refusal, expected.refusal);
    differ("tool_calls", answer.tools.map(callOf), expected.tool_calls.map(wantedCall));
    differ("finish_reason", answer.finishReasons[0] ?? null, expected.finish_reason);
    differ("usage", answer.usage, expected.usage);
    differ("model", answer.model, expected.model);
    differ("id", answer.id, expected.id);
    differ("citations", answer.citations, expected.citations ?? []);
    differ("server_tool_calls", answer.serverBlocks.map(serverCallOf(expected)), expected.server_tool_calls ?? []);
    const thoughts = answer.thinkingBlocks.flatMap((block) => (block.type === "thinking" ? [block.signature] : []));
    differ("signatures", thoughts, expected.signatures ?? []);
    const redacted = answer.thinkingBlocks.filter(({ type }) => type === "redacted_thinking");
    differ("redacted_thinking", redacted.length, expected.redacted_thinking ?? 0);
  }
  differ(
    "raw tool_calls",
    response.tools.map(rawInput),
    expected.tool_calls.map((call) => call.arguments),
  );
  if (stream === null) return wrong;
  differ("ending", stream.ending?.status, "complete");
  differ("pairs' text", pairs.map(([chunk]) => chunk.content).join(""), stream.content);
  differ(
    "pairs' tools",
    pairs.flatMap(([, tool]) => tool ?? []),
    stream.tools,
  );
  if (!expected.event_types) return wrong;
  // Pings are counted there, and are no pairs.
  const { ping = 0, ...types } = expected.event_types;
  const events = pairs.filter((pair) => !isAdded(pair));
  differ("chunk_count", events.length + ping, expected.chunk_count);
  differ("event_types", tally(events.map(([chunk]) => chunk.type)), types);
  differ("message_stop", events.at(-1)?.[0].type === "message_stop", expected.message_stop);
  return wrong;
}

/** The second and further tools of a chunk come with an empty one. */
export function isAdded([chunk, tool]: Pair): boolean {
  return tool !== null && chunk.delta?.type === "text_delta" && chunk.delta.text === "";
}

function callOf({ toolCall }: RawTool | InvalidTool): Omit<ExpectedCall, "arguments_raw"> {
  return { id: toolCall.id, name: toolCall.name, arguments: toolCall.args };
}

function wantedCall({ arguments_raw: _raw, ...call }: ExpectedCall): Omit<ExpectedCall, "arguments_raw"> {
  return call;
}

function rawInput({ toolCall }: AnthropicCallResponse<RawTool>["tools"][number]): unknown {
  return Object(toolCall.raw).input;
}

/** In the form of the expected files, which have the input of a call where it came in pieces only. */
function serverCallOf({ chunk_count: chunks }: Expected): (block: object) => Record<string, unknown> {
  return (block) => {
    const { type, id, name, input, tool_use_id } = block as Readonly<Record<string, unknown>>;
    const isStated = chunks !== null && Object.keys(Object(input)).length > 0;
    const call = { type, id, name, arguments: isStated ? input : undefined, tool_use_id };
    return Object.fromEntries(Object.entries(call).filter(([, value]) => value !== undefined));
  };
}

function tally(types: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const type of types) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
