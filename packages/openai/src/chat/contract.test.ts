import { OpenAI } from "openai";
import { providerContract, type ContractAnswer, type ContractRecording } from "@zoetrope/core/testing";
import { expect, it } from "vitest";
import { ownRecordings } from "./__fixtures__/own-recordings.js";
import { loadRecordings, type Recording } from "./__fixtures__/recordings.js";
import { ownWholes } from "./__fixtures__/own-wholes.js";
import { chatProvider } from "./provider.js";

/** The recordings where they are at hand, and the project's own fixtures in any case. */
const recordings = [...loadRecordings(), ...ownRecordings];

const checks = providerContract({
  provider: chatProvider,
  client,
  recordings: [...recordings.flatMap(contractRecording), ...ownWholes.map(ownWhole)],
  // What servers that speak this wire make up.
  otherFinishReasons: ["function_call", "error", "eos", "COMPLETE", "end_turn"],
  runs: 6,
});

for (const { name, run } of checks) it(name, async () => expect(await run()).toBeUndefined());

function contractRecording({ name, kind, body, expected }: Recording): ContractRecording[] {
  if (kind === "error" || (kind === "response" && expected.error !== undefined)) return [];
  const names = [...new Set(expected.tool_calls.map((call) => call.name))].filter((one) => /^[\w-]{1,64}$/.test(one));
  return [
    {
      name,
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

/** A real client whose `fetch` stays in the process. */
function client({ reads, contentType }: ContractAnswer): OpenAI {
  const fetch = (): Promise<Response> => {
    let next = 0;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        const read = reads[next++];
        if (read) controller.enqueue(read);
        else controller.close();
      },
    });
    return Promise.resolve(new Response(body, { headers: { "content-type": contentType } }));
  };
  return new OpenAI({ apiKey: "test", fetch, maxRetries: 0 });
}
