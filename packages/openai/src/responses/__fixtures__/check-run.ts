import { wireEvents } from "@zoetrope/test-server";
import { isDeepStrictEqual } from "node:util";
import { ProviderStreamError, StreamError, type InvalidTool, type RawTool } from "@zoetrope/core";
import type { Pair, Run } from "./ask.js";
import type { ResponsesExpected, ResponsesRecording } from "./recordings.js";

/** What is wrong with a run, by field; empty when all is as expected. */
export type Wrong = Map<string, string>;

export type JSONObject = Readonly<Record<string, unknown>>;

/** The fields that an expected file states and that are asked of every run. */
export function fieldsOf(expected: ResponsesExpected): string[] {
  const always = ["text", "reasoning", "refusal", "tool_calls", "finish_reason", "usage", "model", "id", "status"];
  const met = ["annotations", "logprobs_tokens", "reasoning_parts", "server_tool_calls", "event_types"];
  return [...always, ...met.filter((field) => Object.hasOwn(expected, field))];
}

/** What must hold of each run of one recording, however it was asked for and cut. */
export function check({ expected, kind, body }: ResponsesRecording, run: Run): Wrong {
  const { stream, pairs, response, error } = run;
  const wrong: Wrong = new Map();
  const differ = (field: string, seen: unknown, wanted: unknown): void => {
    if (isDeepStrictEqual(seen, wanted)) return;
    const [is, not] = [seen, wanted].map((value) => JSON.stringify(value)?.slice(0, 300));
    wrong.set(field, `${field} is ${is}, not ${not}`);
  };
  checkEnding(run, expected, differ);
  if (response === null || (kind === "response" && expected.error !== undefined)) {
    if (expected.error === undefined) wrong.set("ending", `no response: ${String(error)}`);
    return wrong;
  }
  for (const answer of stream ? [stream, response] : [response]) {
    differ("text", answer.content, expected.text);
    differ("reasoning", answer.reasoning, expected.reasoning);
    differ("refusal", answer.refusal, expected.refusal);
    differ("tool_calls", answer.tools.map(callOf), expected.tool_calls);
    differ("finish_reason", answer.finishReasons[0] ?? null, expected.finish_reason);
    differ("usage", answer.usage, expected.usage);
    differ("model", answer.model, expected.model ?? "");
    differ("id", answer.id, expected.id ?? "");
    if (expected.annotations) differ("annotations", answer.annotations, expected.annotations);
    if (expected.logprobs_tokens) differ("logprobs_tokens", answer.logprobs.length, expected.logprobs_tokens);
  }
  const raw = response.response as unknown as JSONObject;
  const items = response.response.output as unknown as readonly JSONObject[];
  differ("status", raw.status, expected.status);
  if (expected.reasoning_parts) differ("reasoning_parts", items.flatMap(reasoningParts), expected.reasoning_parts);
  if (expected.server_tool_calls) {
    const calls = items.filter(({ type }) => !["message", "reasoning", "function_call"].includes(String(type)));
    differ(
      "server_tool_calls",
      calls.map(({ type, id }) => ({ type, id })),
      expected.server_tool_calls.map(({ type, id }) => ({ type, id })),
    );
  }
  if (error instanceof StreamError) differ("text", error.partial?.content, expected.text);
  if (stream === null) return wrong;
  const events = wireEvents(body).filter(({ data }) => data.trim() !== "[DONE]");
  // The count of events is checked against the recording's own. Error frames are events, and no pairs.
  if (kind === "stream") {
    differ("pairs", events.length, expected.chunk_count);
    const chunks = events.filter(({ data }) => (JSON.parse(data) as JSONObject).type !== "error").length;
    if (error === undefined) differ("pairs", wireChunks(pairs), chunks);
    if (error === undefined && expected.event_types) differ("event_types", countTypes(pairs), expected.event_types);
  }
  differ("pairs", pairs.map(([chunk]) => chunk.content).join(""), stream.content);
  differ("pairs", pairs.flatMap(([, tool]) => tool ?? []).map(callOf), stream.tools.map(callOf));
  return wrong;
}

/** The second and further tools of a chunk come with an empty one, which has no number. */
export function wireChunks(pairs: readonly Pair[]): number {
  return pairs.filter(([chunk, tool]) => tool === null || !isEmpty(chunk)).length;
}

function isEmpty({ chunk }: Pair[0]): boolean {
  return "delta" in chunk && chunk.delta === "" && !("output_index" in chunk);
}

function countTypes(pairs: readonly Pair[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [chunk, tool] of pairs) {
    if (tool !== null && isEmpty(chunk)) continue;
    counts[chunk.type] = (counts[chunk.type] ?? 0) + 1;
  }
  return counts;
}

function checkEnding(
  { stream, error }: Run,
  { error: reported }: ResponsesExpected,
  differ: (field: string, seen: unknown, wanted: unknown) => void,
): void {
  if (reported === undefined) {
    differ("ending", error === undefined && (stream === null || stream.ending?.status === "complete"), true);
    return;
  }
  const seen = error instanceof ProviderStreamError ? Object(error.error) : error;
  const wanted = Object(reported);
  differ("ending", { code: seen?.code, message: seen?.message }, { code: wanted.code, message: wanted.message });
  if (stream !== null) differ("ending", stream.ending?.status, "failed");
}

export function callOf({ toolCall }: RawTool | InvalidTool): unknown {
  const raw = toolCall.raw as JSONObject;
  return {
    id: toolCall.id,
    name: toolCall.name,
    arguments: toolCall.args,
    arguments_raw: raw.arguments,
    item_id: raw.id,
  };
}

function reasoningParts(item: JSONObject): unknown[] {
  const parts = (list: unknown, kind: string): unknown[] =>
    Array.isArray(list) ? list.map(({ text }: { text: unknown }) => ({ kind, text })) : [];
  if (item.type !== "reasoning") return [];
  return [...parts(item.content, "text"), ...parts(item.summary, "summary")];
}
