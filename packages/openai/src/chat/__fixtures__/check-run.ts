import { wireEvents } from "@zoetrope/test-server";
import { isDeepStrictEqual } from "node:util";
import { ProviderStreamError, StreamError } from "@zoetrope/core";
import type { Pair, Run } from "./ask.js";
import { differences } from "./compare.js";
import type { Recording } from "./recordings.js";
import { judge } from "./wire-events.js";

/** What is wrong with a run, by field; empty when all is as expected. */
export type Wrong = Map<string, string>;

/** What must hold of each run of one recording, however it was asked for and cut. */
export function checker({ expected, body, kind }: Recording): (run: Run) => Wrong {
  const chunks = kind === "stream" ? chunksIn(body, expected.chunk_count) : 1;
  return (run) => {
    const { stream, pairs, response, error } = run;
    const wrong: Wrong = new Map();
    const ending = wrongEnding(run, expected.error);
    if (ending !== null) wrong.set("ending", ending);
    if (response === null || (kind === "response" && expected.error !== undefined)) return wrong;
    for (const [field, what] of differences(expected, response, stream ?? undefined)) wrong.set(field, what);
    if (error instanceof StreamError && error.partial?.content !== expected.text) wrong.set("text", "another partial");
    const tools = pairs.flatMap(([, tool]) => tool ?? []);
    const joined = pairs.map(([chunk]) => chunk.content).join("");
    if (stream === null) return wrong;
    if (wireChunks(pairs) !== chunks) wrong.set("pairs", `${wireChunks(pairs)} chunks, not ${chunks}`);
    if (joined !== stream.content) wrong.set("pairs", "their content is not the stream's");
    if (!isDeepStrictEqual(tools, stream.tools)) wrong.set("pairs", "their tools are not the stream's");
    return wrong;
  };
}

/** The second and further tools of a chunk come with an empty one. */
export function wireChunks(pairs: readonly Pair[]): number {
  return pairs.filter(([chunk, tool]) => tool === null || !isEmpty(chunk)).length;
}

/** Nothing but id and model: not even the finish reason that a chunk with an empty delta is sent for. */
export function isEmpty({ delta, finishReasons, usage }: Pair[0]): boolean {
  return delta !== undefined && Object.keys(delta).length === 0 && finishReasons.length === 0 && usage === null;
}

function wrongEnding({ stream, error }: Run, reported: unknown): string | null {
  const status = stream?.ending?.status;
  if (reported === undefined) {
    return error === undefined && (stream === null || status === "complete") ? null : `${status}: ${String(error)}`;
  }
  const seen = error instanceof ProviderStreamError ? error.error : error;
  if (!isDeepStrictEqual(seen, reported)) return `the error is ${JSON.stringify(seen)}`;
  return stream === null || status === "failed" ? null : `${status}`;
}

/** Error frames are events, and no pairs. The count of events is checked against the recording's own. */
function chunksIn(body: Uint8Array, events: number | null): number {
  const seen = wireEvents(body).filter(({ data }) => data.trim() !== "[DONE]");
  return events === null || seen.length === events ? judge(body).chunks : -1;
}
