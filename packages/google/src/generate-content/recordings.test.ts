import { createHash } from "node:crypto";
import { ApiError } from "@google/genai";
import { InvalidTool, StreamTruncatedError } from "@zoetrope/core";
import { afterAll, describe, expect, it } from "vitest";
import { anyTools, askWhole, bodyClient, readAll, streamOf, type AnyTool } from "./__fixtures__/ask.js";
import { breaks, cuttings } from "./__fixtures__/cuttings.js";
import { loadRecordings, manifestCount, type Expected, type Recording } from "./__fixtures__/recordings.js";
import type { GoogleCallResponseChunk } from "./call-response-chunk.js";
import type { GoogleCallResponse } from "./call-response.js";

const recordings = loadRecordings();
const of = (kind: Recording["kind"]): readonly Recording[] => recordings.filter((one) => one.kind === kind);
const passed = { stream: 0, response: 0, error: 0 };
const breaksPerRecording = 30;

const toolsOf = ({ tool_calls }: Expected) => anyTools(tool_calls.map(({ name }) => name));

/** The fields of an expected file, read from our response. */
function view(response: GoogleCallResponse<AnyTool>, chunks: number | null, { tool_calls }: Expected) {
  const { content, reasoning, refusal, usage, model, id, finishReasons, parts } = response;
  const signatures = parts.filter((part) => part.thoughtSignature !== undefined).length;
  const grounding = response.groundingMetadata;
  const ownTools = parts.flatMap((part) =>
    ["executableCode", "codeExecutionResult", "toolCall", "toolResponse"].flatMap((type) =>
      type in part ? { type } : [],
    ),
  );
  const inline = response.inlineData.map(({ mimeType, data }) => ({
    mimeType,
    bytes: data.length,
    sha256: createHash("sha256").update(data).digest("hex"),
  }));
  return {
    text: content,
    reasoning,
    refusal,
    tool_calls: response.tools.map(({ toolCall }, at) => ({
      // Where the provider sent none, there is one of ours.
      id: tool_calls[at]?.id === null && toolCall.id.startsWith("call_") ? null : toolCall.id,
      name: toolCall.name,
      arguments: toolCall.args,
    })),
    finish_reason: finishReasons[0] ?? null,
    usage,
    model,
    id,
    chunk_count: chunks,
    ...(signatures > 0 && { thought_signatures: signatures }),
    ...(grounding && { grounding: true, grounding_chunks: grounding.groundingChunks?.length ?? 0 }),
    ...(inline.length > 0 && { inline_data: inline }),
    ...(ownTools.length > 0 && { server_tool_calls: ownTools }),
  };
}

/** A chunk that goes with a further tool of one chunk is empty, and none of the recorded ones is. */
function cameByWire({ parts, finishReasons, usage }: GoogleCallResponseChunk): boolean {
  return parts.length > 0 || finishReasons.length > 0 || usage !== null;
}

/** As the expected file has it, without how it was computed. */
function wanted(expected: Expected) {
  const calls = expected.tool_calls.map(({ id, name, arguments: args }) => ({ id, name, arguments: args }));
  return { ...expected, tool_calls: calls };
}

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

interface WireChunk {
  readonly candidates?: readonly {
    readonly finishReason?: string;
    readonly content?: { readonly parts?: readonly { readonly text?: string; readonly thought?: boolean }[] };
  }[];
}

/** What the beginning of a body holds, by rules of its own: events that arrived whole, and whether a finish reason is among them. */
function judge(begun: Uint8Array) {
  const events = new TextDecoder().decode(begun).split(/\r?\n\r?\n/);
  const chunks = events.flatMap(
    (event) => (jsonIn(event.trim().replace(/^data: /, "")) as WireChunk | undefined) ?? [],
  );
  const candidates = chunks.flatMap((chunk) => chunk.candidates ?? []);
  const parts = candidates.flatMap(({ content }) => content?.parts ?? []);
  return {
    status: candidates.some(({ finishReason }) => finishReason !== undefined) ? "complete" : "truncated",
    chunks: chunks.length,
    content: parts.map(({ text, thought }) => (thought ? "" : (text ?? ""))).join(""),
  };
}

// Where they are not at hand, `loadRecordings` says so on stderr; the other tests have fixtures of their own.
describe.skipIf(recordings.length === 0)("recordings", () => {
  for (const recording of of("stream")) {
    const { name, body, expected } = recording;

    it(`${name}, however its bytes are cut`, async () => {
      const seen = new Set<string>();
      for (const { label, reads } of cuttings(body)) {
        const run = await readAll(streamOf(bodyClient({ reads }), { tools: toolsOf(expected) }));
        expect(run.error, `${label}`).toBeNull();
        expect(run.stream.ending, `${label}`).toEqual({ status: "complete" });
        const chunks = run.pairs.filter(([chunk]) => cameByWire(chunk)).length;
        const response = run.stream.constructCallResponse();
        expect(view(response, chunks, expected), `${label}`).toEqual(wanted(expected));
        expect(run.pairs.map(([chunk]) => chunk.content).join(""), `${label}`).toBe(run.stream.content);
        expect(
          run.pairs.flatMap(([, tool]) => tool ?? []),
          `${label}`,
        ).toEqual(run.stream.tools);
        expect(run.stream.tools.some((tool) => tool instanceof InvalidTool)).toBe(false);
        seen.add(JSON.stringify(response.response));
      }
      // The rebuild law: one response, whatever the chunking.
      expect(seen.size).toBe(1);
      passed.stream++;
    });

    it(`${name}, through the SDK's own stream`, async () => {
      const run = await readAll(streamOf(bodyClient({ reads: [body] }), { tools: toolsOf(expected), decode: "sdk" }));
      expect(run.error).toBeNull();
      const { text, reasoning, tool_calls, usage } = view(run.stream.constructCallResponse(), null, expected);
      const { text: a, reasoning: b, tool_calls: c, usage: d } = wanted(expected);
      expect({ text, reasoning, tool_calls, usage }).toEqual({ text: a, reasoning: b, tool_calls: c, usage: d });
    });

    it(`${name}, broken off anywhere, is complete only where the provider had said so`, async () => {
      for (const at of breaks(body, breaksPerRecording)) {
        const begun = body.subarray(0, at);
        const { stream, pairs, error } = await readAll(
          streamOf(bodyClient({ reads: [begun] }), { tools: toolsOf(expected) }),
        );
        const chunks = pairs.filter(([chunk]) => cameByWire(chunk)).length;
        // What the loop threw is what the ending says.
        const status =
          error === null ? "complete" : error instanceof StreamTruncatedError ? "truncated" : String(error);
        expect(stream.ending?.status).toBe(status);
        expect({ status, chunks, content: stream.content }, `after ${at} bytes`).toEqual(judge(begun));
      }
    });
  }

  for (const { name, body, expected } of of("response")) {
    it(`${name}, as the answer to a call with and without stream`, async () => {
      const client = bodyClient({ reads: [body], type: "application/json" });
      const tools = toolsOf(expected);
      const whole = await askWhole(client, { tools });
      expect(view(whole, null, expected)).toEqual(wanted(expected));

      const { stream, error } = await readAll(streamOf(client, { tools }));
      expect(error).toBeNull();
      const streamed = stream.constructCallResponse();
      expect(view(streamed, null, expected)).toEqual(wanted(expected));
      expect(streamed.common.finishReason).toBe(whole.common.finishReason);
      expect(streamed.common.usage).toEqual(whole.common.usage);
      expect(streamed.messageParam).toEqual(whole.messageParam);

      const parsed = await askWhole(client, { tools, decode: "sdk" });
      expect(parsed.content).toBe(expected.text);
      expect(parsed.messageParam).toEqual(whole.messageParam);
      passed.response++;
    });
  }

  for (const { name, body, status, expected } of of("error")) {
    it(`${name}, as the SDK's own error`, async () => {
      for (const decode of ["wire", "sdk"] as const) {
        const client = bodyClient({ reads: [body], type: "application/json", status });
        const refused = [
          (await readAll(streamOf(client, { decode }))).error,
          await askWhole(client, { decode }).catch((e: unknown) => e),
        ];
        for (const error of refused) {
          expect(error).toBeInstanceOf(ApiError);
          expect(error).toMatchObject({ status });
          expect(String(error)).toContain(expected.error?.message);
        }
      }
      passed.error++;
    });
  }

  it("are as many, of each kind, as the manifest has", () => {
    for (const kind of ["stream", "response", "error"] as const)
      expect(passed[kind], `${kind}`).toBe(manifestCount(kind));
  });
});

afterAll(() => {
  process.stdout.write(`\ngoogle-generate-content: ${JSON.stringify(passed)} of ${recordings.length} recordings\n`);
});
