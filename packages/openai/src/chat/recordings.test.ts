import { breaks, cuttings } from "@zoetrope/test-server";
import { APIError } from "openai";
import { afterAll, expect, it } from "vitest";
import { askWhole, streamer, type Run } from "./__fixtures__/ask.js";
import type { Answer } from "./__fixtures__/body-client.js";
import { checker, wireChunks, type Wrong } from "./__fixtures__/check-run.js";
import { fieldsOf } from "./__fixtures__/compare.js";
import { ownRecordings } from "./__fixtures__/own-recordings.js";
import { loadRecordings, type Recording } from "./__fixtures__/recordings.js";
import { Tally } from "./__fixtures__/tally.js";
import { judge } from "./__fixtures__/wire-events.js";

/** What is not asked of a recording, and why. */
const exclusions: readonly { field: string; reason: string; holds: (recording: Recording) => boolean }[] = [
  {
    field: "message",
    reason: "the SDK takes an error's message from `error` in the body, and the body has none",
    holds: ({ kind, expected }) => kind === "error" && expected.error === undefined,
  },
];

const recordings = [...loadRecordings(), ...ownRecordings];
const folders = [...new Set(recordings.map(({ folder }) => folder))];
const tally = new Tally();
const breaksPerRecording = 40;

for (const recording of recordings.filter(({ kind }) => kind === "stream")) {
  const { name, body, expected } = recording;

  it(`${name}, however its bytes are cut`, async () => {
    const ask = streamer(expected);
    const wrong = await allWrong(recording, async function* () {
      for (const { label, reads } of cuttings(body)) yield [label, await ask({ reads })];
    });
    expect(wrong).toEqual([]);
  });

  it(`${name}, broken off anywhere, ends as the ending rule says`, async () => {
    const ask = streamer(expected);
    for (const at of breaks(body, breaksPerRecording)) {
      const begun = body.subarray(0, at);
      const { stream, pairs } = await ask({ reads: [begun] });
      const seen = { status: stream?.ending?.status, chunks: wireChunks(pairs), content: stream?.content };
      expect(seen, `broken off after ${at} bytes`).toEqual(judge(begun));
    }
  });
}

for (const recording of recordings.filter(({ kind }) => kind === "response")) {
  const { name, body, expected } = recording;
  const answer: Answer = { reads: [body], type: "application/json" };

  it(`${name}, as the answer to a call with and without stream`, async () => {
    const wrong = await allWrong(recording, async function* () {
      yield ["without stream", await askWhole(expected, answer)];
      yield ["with stream", await streamer(expected)(answer)];
    });
    expect(wrong).toEqual([]);
  });
}

for (const recording of recordings.filter(({ kind }) => kind === "error")) {
  const { name, body, status, expected } = recording;
  const answer: Answer = { reads: [body], type: "application/json", status };

  it(`${name}, as the SDK's own error`, async () => {
    const wrong: Wrong = new Map();
    for (const { error } of [await askWhole(expected, answer), await streamer(expected)(answer)]) {
      const { message } = Object(expected.error) as { readonly message?: string };
      if (!(error instanceof APIError) || error.status !== status)
        wrong.set("status", `not ${status}: ${String(error)}`);
      if (message !== undefined && !String(error).includes(message)) wrong.set("message", String(error));
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
  const excluded = exclusions.flatMap(({ field, reason, holds }) => {
    const held = recordings.filter(holds).length;
    return held === 0 ? [] : [`excluded: ${field} of ${held} recording(s), because ${reason}`];
  });
  process.stdout.write(`\n${["Recordings: passed/total", ...tally.lines(total), ...excluded].join("\n")}\n\n`);
});

/** The fields that count for a recording: what its expected file states, and how it ended. */
function askedOf(recording: Recording): string[] {
  const { kind, expected } = recording;
  const excluded = new Set(exclusions.flatMap(({ field, holds }) => (holds(recording) ? [field] : [])));
  const whole = [...fieldsOf(expected), "ending", "pairs"];
  // Of a whole body that is an error, there is nothing but the error.
  const fields = kind === "error" ? ["status", "message"] : kind === "response" && expected.error ? ["ending"] : whole;
  return ["recordings", ...fields.filter((field) => !excluded.has(field))];
}

function total(folder: string, field: string): number {
  return recordings.filter((recording) => recording.folder === folder && askedOf(recording).includes(field)).length;
}

/** What is wrong in any of the runs of a recording, each of which must be as expected. */
async function allWrong(recording: Recording, runs: () => AsyncIterable<[label: string, run: Run]>): Promise<string[]> {
  const check = checker(recording);
  const wrong: Wrong = new Map();
  for await (const [label, run] of runs()) {
    for (const [field, what] of check(run)) if (!wrong.has(field)) wrong.set(field, `${label}: ${what}`);
  }
  return counted(recording, wrong);
}

/** Counts a recording in the table, and lists what is wrong with it. */
function counted(recording: Recording, wrong: Wrong): string[] {
  for (const field of askedOf(recording)) {
    tally.add(recording.folder, field, field === "recordings" ? wrong.size === 0 : !wrong.has(field));
  }
  return [...wrong.values()];
}
