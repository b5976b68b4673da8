import { APIError } from "openai";
import { describe, expect, test } from "vitest";
import { askWhole, streamer } from "../chat/__fixtures__/ask.js";
import type { Answer } from "../chat/__fixtures__/body-client.js";
import { checker } from "../chat/__fixtures__/check-run.js";
import { loadRecordings, type Recording } from "../chat/__fixtures__/recordings.js";
import { openaiCompatible } from "./openai-compatible.js";
import type { VendorOptions } from "./vendor.js";
import { vendors } from "./vendors.js";

/** Without the recordings there is nothing to replay, which `loadRecordings` says; the other tests of this folder bring their own. */
const recorded = loadRecordings((folder) => folder.startsWith("openai-compatible/"));

/** Together is recorded behind Hugging Face, too. No recording is of LM Studio's chat completions. */
const folders: Record<string, readonly string[]> = { together: ["together", "huggingface-together"] };
const unrecorded = recorded.length === 0 ? Object.keys(vendors) : ["lmstudio"];

test.each(Object.entries<VendorOptions>(vendors))(
  "the recordings of %s, through its own call",
  async (name, preset) => {
    const { call } = openaiCompatible(preset);
    const own = new Set((folders[name] ?? [name]).map((folder) => `openai-compatible/${folder}`));
    const found = recorded.filter(({ folder }) => own.has(folder));
    expect(found.length > 0).toBe(!unrecorded.includes(name));
    const wrong = [];
    for (const recording of found)
      wrong.push(...(await replay(recording, call)).map((what) => [recording.name, ...what]));
    expect(wrong).toEqual([]);
  },
);

async function replay(recording: Recording, call: ReturnType<typeof openaiCompatible>["call"]): Promise<string[][]> {
  const { kind, body, expected, status } = recording;
  const check = checker(recording);
  if (kind === "stream") return [...check(await streamer(expected, call)({ reads: [body] }))];
  const answer: Answer = { reads: [body], type: "application/json", status };
  const runs = [await askWhole(expected, answer, call), await streamer(expected, call)(answer)];
  if (kind === "response") return runs.flatMap((run) => [...check(run)]);
  return runs.flatMap(({ error }) => (error instanceof APIError && error.status === status ? [] : [[String(error)]]));
}

describe("an error in a recorded stream", () => {
  test.runIf(recorded.length > 0)("has the vendor's name", async () => {
    const failed = recorded.find(({ name }) => name.includes("/groq/error-mid-stream"));
    const { call } = openaiCompatible(vendors.groq);
    const run = failed && (await streamer(failed.expected, call)({ reads: [failed.body] }));
    expect(run?.error).toMatchObject({ name: "ProviderStreamError", provider: "groq" });
  });
});
