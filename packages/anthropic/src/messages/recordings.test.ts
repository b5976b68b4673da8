import { breaks, cuttings } from "@zoetrope/test-server";
import { isDeepStrictEqual } from "node:util";
import { APIError } from "@anthropic-ai/sdk";
import { afterAll, describe, expect, it } from "vitest";
import { askStream, askWhole, type Run } from "./__fixtures__/ask.js";
import type { Answer } from "./__fixtures__/body-client.js";
import { differences, fields, isAdded, type Wrong } from "./__fixtures__/compare.js";
import { ownRecordings } from "./__fixtures__/own-recordings.js";
import { loadRecordings, type Recording } from "./__fixtures__/recordings.js";
import { Tally } from "./__fixtures__/tally.js";
import { judge } from "./__fixtures__/wire-events.js";
import { fromAnthropicMessages } from "./read-messages.js";
import { toAnthropicMessages } from "./convert-messages.js";

const given = loadRecordings();
const recordings = [...given, ...ownRecordings];
const tally = new Tally();
const breaksPerRecording = 30;

for (const recording of recordings.filter(({ kind }) => kind === "stream")) {
  const { name, body, expected } = recording;
  const names = expected.tool_calls.map((call) => call.name);

  it(`${name}, however its bytes are cut`, async () => {
    const whole = await askStream({ reads: [body] }, { names });
    const wrong = differences(expected, whole);
    for (const { label, reads } of cuttings(body)) {
      const run = await askStream({ reads }, { names });
      for (const [field, what] of differences(expected, run)) wrong.set(field, `${label}: ${what}`);
      // The rebuild law: the same response from any chunking.
      if (!isDeepStrictEqual(run.response?.response, whole.response?.response)) wrong.set("rebuilt", label);
    }
    expect(counted(recording, wrong)).toEqual([]);
  });

  it(`${name}, broken off anywhere, ends as the ending rule says`, async () => {
    for (const at of breaks(body, breaksPerRecording)) {
      const begun = body.subarray(0, at);
      const { stream, pairs } = await askStream({ reads: [begun] }, { names });
      const chunks = pairs.filter((pair) => !isAdded(pair)).length;
      const seen = { status: stream?.ending?.status, chunks, content: stream?.content };
      expect(seen, `broken off after ${at} bytes`).toEqual(judge(begun));
    }
  });

  // The SDK drops a last event without its blank line.
  it.skipIf(!endsWell(body))(`${name}, iterated by the SDK, says the same`, async () => {
    const [wire, sdk] = [
      await askStream({ reads: [body] }, { names }),
      await askStream({ reads: [body] }, { names, decode: "sdk" }),
    ];
    expect(differences(expected, sdk)).toEqual(new Map());
    expect(sdk.response?.response).toEqual(wire.response?.response);
  });

  it(`${name}: its message can be sent back, and goes through its neutral form unchanged`, async () => {
    const { response } = await askStream({ reads: [body] }, { names });
    expect(await lostOnTheWay(response)).toEqual([]);
  });
}

for (const recording of recordings.filter(({ kind }) => kind === "response")) {
  const { name, body, expected } = recording;
  const answer: Answer = { reads: [body], type: "application/json" };
  const names = expected.tool_calls.map((call) => call.name);

  it(`${name}, as the answer to a call with and without stream`, async () => {
    const wrong = differences(expected, await askWhole(answer, { names }));
    for (const [field, what] of differences(expected, await askStream(answer, { names }))) {
      wrong.set(field, `with stream: ${what}`);
    }
    expect(counted(recording, wrong)).toEqual([]);
  });

  it(`${name}: its message can be sent back, and goes through its neutral form unchanged`, async () => {
    const { response } = await askWhole(answer, { names });
    expect(await lostOnTheWay(response)).toEqual([]);
  });
}

for (const recording of recordings.filter(({ kind }) => kind === "error")) {
  const { name, body, status, expected } = recording;
  const answer: Answer = { reads: [body], type: "application/json", status };

  it(`${name}, as the SDK's own error`, async () => {
    const wrong: Wrong = new Map();
    const { message } = Object(expected.error) as { readonly message: string };
    for (const { error } of [await askWhole(answer), await askStream(answer)]) {
      if (!(error instanceof APIError) || error.status !== status)
        wrong.set("status", `no ${status}: ${String(error)}`);
      if (!String(error).includes(message)) wrong.set("message", String(error));
    }
    expect(counted(recording, wrong)).toEqual([]);
  });
}

describe("a stream and a whole answer to the same request", () => {
  const twins = given.flatMap((stream) =>
    given
      .filter(({ kind, request }) => kind === "response" && sameRequest(stream, request))
      .map((whole) => ({ stream, whole })),
  );

  it.skipIf(given.length === 0)("are among the recordings", () => {
    expect(twins.length).toBeGreaterThan(0);
  });

  it.each(twins)("$stream.name and $whole.name have the same neutral shape", async ({ stream, whole }) => {
    const names = stream.expected.tool_calls.map((call) => call.name);
    const streamed = await askStream({ reads: [stream.body] }, { names });
    const answered = await askWhole({ reads: [whole.body], type: "application/json" }, { names });
    expect(shapeOf(streamed.response?.common)).toEqual(shapeOf(answered.response?.common));
  });
});

it("passes as many recordings, in each field, as the manifest has", () => {
  const short = ["recordings", ...fields].flatMap((field) =>
    ["anthropic-messages", "own"]
      .filter((folder) => tally.passed(folder, field) < total(folder, field))
      .map((folder) => `${folder}: ${field} ${tally.passed(folder, field)}/${total(folder, field)}`),
  );
  expect(short).toEqual([]);
});

afterAll(() => {
  process.stdout.write(`\n${["Recordings: passed/total", ...tally.lines(total)].join("\n")}\n\n`);
});

/** What the neutral form changes of a message, and what stands in it that the API refuses. */
async function lostOnTheWay(response: Run["response"]): Promise<unknown[]> {
  if (response === null) return ["the response"];
  const { messageParam, tools } = response;
  const answers = response.toolMessageParams(tools.map((tool) => [tool, "x"]));
  const history = [{ role: "user" as const, content: "?" }, messageParam, ...answers];
  const { messages, warnings } = await toAnthropicMessages(fromAnthropicMessages(history));
  const blocks = typeof messageParam.content === "string" ? [] : messageParam.content;
  const thoughts = blocks.filter(({ type }) => type === "thinking" || type === "redacted_thinking");
  return [
    ...warnings,
    ...(isDeepStrictEqual(messages, history) ? [] : [messages]),
    ...blocks.filter((block) => block.type === "text" && block.text === ""),
    ...(isDeepStrictEqual(thoughts, response.thinkingBlocks) ? [] : [thoughts]),
  ];
}

/** The fields that count for a recording: what its expected file states. */
function askedOf({ kind, expected }: Recording): string[] {
  if (kind === "error") return ["recordings"];
  const stated = fields.filter((field) => expected[field] !== undefined);
  return ["recordings", ...(kind === "stream" ? stated : stated.filter((field) => field !== "chunk_count"))];
}

function folderOf({ name }: Recording): string {
  return name.slice(0, name.indexOf("/"));
}

function total(folder: string, field: string): number {
  return recordings.filter((recording) => folderOf(recording) === folder && askedOf(recording).includes(field)).length;
}

/** Counts a recording in the table, and lists what is wrong with it. */
function counted(recording: Recording, wrong: Wrong): string[] {
  for (const field of askedOf(recording)) {
    tally.add(folderOf(recording), field, field === "recordings" ? wrong.size === 0 : !wrong.has(field));
  }
  return [...wrong.values()];
}

function sameRequest({ kind, request: streamed }: Recording, whole: Recording["request"]): boolean {
  if (kind !== "stream" || !streamed || !whole) return false;
  const plain = ({ stream: _stream, ...rest }: NonNullable<Recording["request"]>): string => JSON.stringify(rest);
  return plain(streamed) === plain(whole);
}

function endsWell(body: Uint8Array): boolean {
  return /\n\r?\n$/.test(new TextDecoder().decode(body.slice(-3)));
}

/** Kinds instead of values, and each once: two answers to one request do not say the same words, nor as many. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    const shapes = new Map(value.map((item): [string, unknown] => [JSON.stringify(shapeOf(item)), shapeOf(item)]));
    return [...shapes.values()];
  }
  if (typeof value !== "object" || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]): [string, unknown] => [key, key === "type" ? item : shapeOf(item)])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
