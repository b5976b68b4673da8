import { OpenAI } from "openai";
import { answerResponse, providerContract, type ContractRecording } from "@zoetrope/core/testing";
import { recordedTwins } from "@zoetrope/test-server";
import { expect, it } from "vitest";
import { ownRecordings } from "./__fixtures__/own-recordings.js";
import { loadRecordings, type Recording } from "./__fixtures__/recordings.js";
import { ownWholes } from "./__fixtures__/own-wholes.js";
import { chatProvider } from "./provider.js";

/** The recordings where they are at hand, and the project's own fixtures in any case. */
const recordings = [...loadRecordings(), ...ownRecordings];

const twins = recordedTwins();

const checks = providerContract({
  provider: chatProvider,
  client: (answer) =>
    new OpenAI({ apiKey: "test", fetch: () => Promise.resolve(answerResponse(answer)), maxRetries: 0 }),
  recordings: [...recordings.flatMap(contractRecording), ...ownWholes.map(ownWhole)],
  // What servers that speak this wire make up.
  otherFinishReasons: ["function_call", "error", "eos", "COMPLETE", "end_turn"],
  runs: 6,
});

it.each(checks.map((check) => [check.name, check] as const))("%s", async (_name, { run }) => {
  expect(await run()).toBeUndefined();
});

function contractRecording({ name, kind, body, expected }: Recording): ContractRecording[] {
  if (kind === "error" || (kind === "response" && expected.error !== undefined)) return [];
  const names = [...new Set(expected.tool_calls.map((call) => call.name))].filter((one) => /^[\w-]{1,64}$/.test(one));
  const twin = twins.get(name);
  return [
    {
      name,
      ...(twin && expected.error === undefined && { twin }),
      kind: kind === "stream" ? "stream" : "whole",
      body,
      ending: expected.error === undefined ? "complete" : "failed",
      options: { tools: names.map((one) => ({ type: "function", function: { name: one } })) },
      expected: { content: expected.text, reasoning: expected.reasoning, refusal: expected.refusal },
    },
  ];
}

function ownWhole({ name, whole }: (typeof ownWholes)[number]): ContractRecording {
  return { name, kind: "whole", body: new TextEncoder().encode(whole) };
}
