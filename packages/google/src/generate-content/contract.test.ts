import { providerContract, type ContractRecording } from "@zoetrope/core/testing";
import { expect, it } from "vitest";
import { anyTools, bodyClient } from "./__fixtures__/ask.js";
import { answer, call, sse, text, thought, usage } from "./__fixtures__/chunks.js";
import { loadRecordings, type Recording } from "./__fixtures__/recordings.js";
import { googleProvider } from "./provider.js";

const own: ContractRecording = {
  name: "own/thoughts, text and a call",
  kind: "stream",
  body: new TextEncoder().encode(
    sse(
      answer([thought("Hm.")]),
      answer([text("größer ")]),
      answer([text("🎉"), call("look", { at: "door" })]),
      answer([], "STOP", { usageMetadata: usage }),
    ),
  ),
  options: { tools: anyTools(["look"]) },
};

const checks = providerContract({
  provider: googleProvider,
  client: ({ reads, contentType }) => bodyClient({ reads, type: contentType }),
  // The recordings where they are at hand, and one by hand in any case.
  recordings: [...loadRecordings().flatMap(contractRecording), own],
  otherFinishReasons: ["MALFORMED_FUNCTION_CALL", "OTHER", "UNEXPECTED_TOOL_CALL"],
  runs: 6,
});

it.each(checks.map((check) => [check.name, check] as const))("%s", async (_name, { run }) => {
  expect(await run()).toBeUndefined();
});

function contractRecording({ name, kind, body, expected }: Recording): ContractRecording[] {
  if (kind === "error" || (kind === "response" && expected.error !== undefined)) return [];
  return [
    {
      name,
      kind: kind === "stream" ? "stream" : "whole",
      body,
      ending: expected.error !== undefined ? "failed" : "complete",
      options: { tools: anyTools(expected.tool_calls.map((one) => one.name)) },
      expected: { content: expected.text, reasoning: expected.reasoning, refusal: expected.refusal },
    },
  ];
}
