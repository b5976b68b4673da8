import { breaks, cuttings } from "@zoetrope/test-server";
import { APIError } from "openai";
import { afterAll, expect, it } from "vitest";
import type { Answer } from "../chat/__fixtures__/body-client.js";
import { Tally } from "../chat/__fixtures__/tally.js";
import { askStream, askWhole, type Run } from "./__fixtures__/ask.js";
import { check, fieldsOf, wireChunks, type Wrong } from "./__fixtures__/check-run.js";
import { judge } from "./__fixtures__/judge.js";
import { ownRecordings } from "./__fixtures__/own-recordings.js";
import { loadResponses, type ResponsesRecording } from "./__fixtures__/recordings.js";

const recordings = [...loadResponses(), ...ownRecordings];
const folders = [...new Set(recordings.map(({ folder }) => folder))];
const tally = new Tally();
const breaksPerRecording = 12;

for (const recording of recordings.filter(({ kind }) => kind === "stream")) {
  const { name, body, expected } = recording;

  it(`${name}, however its bytes are cut`, async () => {
    let first: unknown;
    const wrong = await allWrong(recording, async function* () {
      for (const { label, reads } of cuttings(body)) {
        const run = await askStream({ reads }, expected);
        first ??= run.response?.response;
        // The stream law: any chunking adds up to the same response.
        expect(run.response?.response, `${label}`).toEqual(first);
        yield [label, run];
      }
    });
    expect(wrong).toEqual([]);
  });

  it(`${name}, broken off anywhere, ends as the ending rule says`, async () => {
    for (const at of breaks(body, breaksPerRecording)) {
      const begun = body.subarray(0, at);
      const { stream, pairs, response } = await askStream({ reads: [begun] }, expected);
      const seen = { status: stream?.ending?.status, chunks: wireChunks(pairs), content: stream?.content };
      expect(seen, `broken off after ${at} bytes`).toEqual(judge(begun));
      expect(response?.content).toBe(stream?.content);
      expect(response?.reasoning).toBe(stream?.reasoning);
    }
  });
}

for (const recording of recordings.filter(({ kind }) => kind === "response")) {
  const { name, body, expected } = recording;
  const answer: Answer = { reads: [body], type: "application/json" };

  it(`${name}, as the answer to a call with and without stream`, async () => {
    const wrong = await allWrong(recording, async function* () {
      yield ["without stream", await askWhole(answer, expected)];
      yield ["with stream", await askStream(answer, expected)];
    });
    expect(wrong).toEqual([]);
  });
}

for (const recording of recordings.filter(({ kind }) => kind === "error")) {
  const { name, body, status, expected } = recording;
  const answer: Answer = { reads: [body], type: "application/json", status };

  it(`${name}, as the SDK's own error`, async () => {
    const wrong: Wrong = new Map();
    for (const { error } of [await askWhole(answer, expected), await askStream(answer, expected)]) {
      const { error: reported } = expected;
      const message = typeof reported === "string" ? reported : String(Object(reported).message);
      if (!(error instanceof APIError) || error.status !== status)
        wrong.set("status", `not ${status}: ${String(error)}`);
      if (!String(error).includes(message)) wrong.set("message", String(error));
    }
    expect(counted(recording, wrong)).toEqual([]);
  });
}

it("passes as many recordings, in each folder and field, as the manifest has", () => {
  const fields = [...new Set(recordings.flatMap(askedOf))];
  const short = folders.flatMap((folder) =>
    fields
      .filter((field) => tally.passed(folder, field) < total(folder, field))
      .map((field) => `${folder}: ${field} ${tally.passed(folder, field)}/${total(folder, field)}`),
  );
  expect(short).toEqual([]);
});

afterAll(() => {
  process.stdout.write(`\n${["Recordings: passed/total", ...tally.lines(total)].join("\n")}\n\n`);
});

/** The fields that count for a recording: what its expected file states, and how it ended. */
function askedOf({ kind, expected }: ResponsesRecording): string[] {
  const whole = [...fieldsOf(expected), "ending", "pairs"];
  // Of a whole body that is an error, there is nothing but the error.
  const fields = kind === "error" ? ["status", "message"] : kind === "response" && expected.error ? ["ending"] : whole;
  return ["recordings", ...fields];
}

function total(folder: string, field: string): number {
  return recordings.filter((recording) => recording.folder === folder && askedOf(recording).includes(field)).length;
}

/** What is wrong in any of the runs of a recording, each of which must be as expected. */
async function allWrong(
  recording: ResponsesRecording,
  runs: () => AsyncIterable<[label: string, run: Run]>,
): Promise<string[]> {
  const wrong: Wrong = new Map();
  for await (const [label, run] of runs()) {
    for (const [field, what] of check(recording, run)) if (!wrong.has(field)) wrong.set(field, `${label}: ${what}`);
  }
  return counted(recording, wrong);
}

/** Counts a recording in the table, and lists what is wrong with it. */
function counted(recording: ResponsesRecording, wrong: Wrong): string[] {
  for (const field of askedOf(recording)) {
    tally.add(recording.folder, field, field === "recordings" ? wrong.size === 0 : !wrong.has(field));
  }
  return [...wrong.values()];
}
