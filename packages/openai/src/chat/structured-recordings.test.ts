import { OutputTruncatedError, RefusalError } from "@zoetrope/core";
import { openaiCall } from "@zoetrope/openai";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { bodyClient } from "./__fixtures__/body-client.js";
import { loadRecordings, type Recording } from "./__fixtures__/recordings.js";

const recordings = loadRecordings();
const about = (scenario: string): readonly Recording[] =>
  recordings.filter(({ name }) => name.includes(`/${scenario}--`));
const Anything = z.looseObject({});

/** The recorded answer, whatever is asked for: whole, or cut into pieces of this many bytes. */
function clientOf({ body, kind }: Recording, size: number) {
  const reads = Array.from({ length: Math.ceil(body.length / size) }, (_, at) =>
    body.slice(at * size, (at + 1) * size),
  );
  return bodyClient({ reads, type: kind === "stream" ? "text/event-stream" : "application/json" }).client;
}

function ask(recording: Recording, size = 4096): Promise<unknown> {
  const options = { client: clientOf(recording, size), responseModel: Anything, mode: "json" } as const;
  if (recording.kind !== "stream") return openaiCall("m", options)(() => "JSON, please")();
  return openaiCall("m", { ...options, stream: true })(() => "JSON, please")().final();
}

// Where they are not at hand, `loadRecordings` says so on stderr.
describe.skipIf(recordings.length === 0)("recordings", () => {
  test("there are some of each scenario", () => {
    const counts = ["structured-output", "json-mode", "refusal", "length-truncated"].map((name) => about(name).length);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  test.for([...about("structured-output"), ...about("json-mode")])("$name", async (recording) => {
    const expected: unknown = JSON.parse(recording.expected.text);
    for (const size of [1, 7, 4096]) expect(await ask(recording, size)).toEqual(expected);
  });

  test.for(about("refusal"))("$name", async (recording) => {
    const error = await ask(recording).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusalError);
    expect(error).toMatchObject({ response: { refusal: recording.expected.refusal } });
  });

  test.for(about("length-truncated"))("$name", async (recording) => {
    const error = await ask(recording).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OutputTruncatedError);
    expect(error).toMatchObject({ response: { content: recording.expected.text } });
  });

  test.for(about("structured-output").filter(({ kind }) => kind === "stream"))(
    "partials of $name",
    async (recording) => {
      const options = { client: clientOf(recording, 64), responseModel: Anything, stream: true } as const;
      const stream = openaiCall("m", { ...options, mode: "json" })(() => "JSON, please")();
      let shown = 0;
      for await (const _ of stream) shown++;
      expect(shown).toBeGreaterThan(3);
      expect(stream.snapshot()).toEqual(JSON.parse(recording.expected.text));
    },
  );
});
