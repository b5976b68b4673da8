import { providerContract, type ContractRecording } from "@zoetrope/core/testing";
import { recordedTwins } from "@zoetrope/test-server";
import { expect, it } from "vitest";
import { bodyClient } from "../chat/__fixtures__/body-client.js";
import { ownRecordings } from "./__fixtures__/own-recordings.js";
import { loadResponses, type ResponsesRecording } from "./__fixtures__/recordings.js";
import { responsesProvider } from "./provider.js";

const twins = recordedTwins();

const checks = providerContract({
  provider: responsesProvider,
  client: ({ reads, contentType }) =>
    bodyClient({ reads, type: contentType === "text/event-stream" ? contentType : "application/json" }).client,
  // The recordings where they are at hand, and the project's own fixtures in any case.
  recordings: [...loadResponses(), ...ownRecordings].flatMap(contractRecording),
  // A response that goes on in the background, one that was stopped there, and one that failed.
  otherFinishReasons: ["queued", "in_progress", "cancelled", "failed"],
  runs: 4,
});

it.each(checks.map((check) => [check.name, check] as const))("%s", async (_name, { run }) => {
  expect(await run()).toBeUndefined();
});

function contractRecording({ name, kind, body, expected }: ResponsesRecording): ContractRecording[] {
  if (kind === "error" || (kind === "response" && expected.error !== undefined)) return [];
  const names = [...new Set(expected.tool_calls.map((call) => call.name))];
  const tools = names.map((one) => ({ type: "function", name: one, parameters: {}, strict: false }));
  const twin = twins.get(name);
  return [
    {
      name,
      ...(twin && expected.error === undefined && { twin }),
      kind: kind === "stream" ? "stream" : "whole",
      body,
      ending: expected.error === undefined ? "complete" : "failed",
      options: { tools },
      expected: { content: expected.text, refusal: expected.refusal },
    },
  ];
}
