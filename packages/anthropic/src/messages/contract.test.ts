import { providerContract, type ContractRecording } from "@zoetrope/core/testing";
import { recordedTwins } from "@zoetrope/test-server";
import { expect, it } from "vitest";
import { bodyClient } from "./__fixtures__/body-client.js";
import { ownRecordings } from "./__fixtures__/own-recordings.js";
import { loadRecordings, type Recording } from "./__fixtures__/recordings.js";
import { messagesProvider } from "./provider.js";

const twins = recordedTwins();

const checks = providerContract({
  provider: messagesProvider,
  client: ({ reads, contentType }) => bodyClient({ reads, type: typeOf(contentType) }).client,
  // The recordings where they are at hand, and the project's own fixtures in any case.
  recordings: [...loadRecordings(), ...ownRecordings].flatMap(contractRecording),
  otherFinishReasons: ["pause_turn"],
  runs: 6,
});

it.each(checks.map((check) => [check.name, check] as const))("%s", async (_name, { run }) => {
  expect(await run()).toBeUndefined();
});

function typeOf(contentType: string): "text/event-stream" | "application/json" {
  return contentType === "text/event-stream" ? contentType : "application/json";
}

function contractRecording({ name, kind, body, expected }: Recording): ContractRecording[] {
  if (kind === "error" || (kind === "response" && expected.error !== undefined)) return [];
  const names = new Set(expected.tool_calls.map((call) => call.name));
  const tools = [...names].map((one) => ({ name: one, input_schema: { type: "object" } }));
  const twin = twins.get(name);
  return [
    {
      name,
      ...(twin && expected.error === undefined && { twin }),
      kind: kind === "stream" ? "stream" : "whole",
      body,
      ending: expected.error === undefined ? "complete" : "failed",
      options: { tools },
      expected: { content: expected.text, reasoning: expected.reasoning || null, refusal: expected.refusal },
    },
  ];
}
