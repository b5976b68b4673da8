import { InvalidTool, RawTool } from "@zoetrope/core";
import { expect, it } from "vitest";
import { bodyClient } from "./__fixtures__/body-client.js";
import { ownWholes } from "./__fixtures__/own-wholes.js";
import { publicView } from "./__fixtures__/public-view.js";
import { loadRecordings } from "./__fixtures__/recordings.js";
import { splitWhole } from "./__fixtures__/split-whole.js";
import { variations, variedTools } from "./__fixtures__/varied-tools.js";
import { asStreamed, callsIn, type WholeAnswer } from "./__fixtures__/whole-answer.js";
import { openaiCall } from "./call.js";

const recorded = loadRecordings().filter(({ kind, expected }) => kind === "response" && expected.error === undefined);
const wholes = [...recorded.map(({ name, body }) => ({ name, whole: new TextDecoder().decode(body) })), ...ownWholes];
const seen = { class: 0, invalid: 0, raw: 0 };

for (const { name, whole } of wholes) {
  it(`${name}, streamed, constructs the response that the whole answer makes`, async () => {
    const sent = JSON.parse(whole) as WholeAnswer;
    const calls = callsIn(sent);
    const ids = calls.map(({ id }) => id).filter(Boolean);
    for (let variation = 0; variation < (calls.length > 0 ? variations : 1); variation++) {
      const tools = variedTools(calls, variation);
      const server = bodyClient({ reads: [new TextEncoder().encode(whole)], type: "application/json" });
      const options = { client: server.client, tools, metadata: { run: variation } };
      const prompt = (topic: string): string => `Tell me of ${topic}`;

      const wanted = await openaiCall("m", options)(prompt)("apples");
      server.answer = { reads: [splitWhole(whole, variation)] };
      const stream = openaiCall("m", { ...options, stream: true })(prompt)("apples");
      for await (const _ of stream);
      const response = stream.constructCallResponse();

      expect(response.constructor).toBe(wanted.constructor);
      const { response: raw, ...view } = publicView(response, ids);
      const { response: _raw, ...wantedView } = publicView(wanted, ids);
      expect(view).toEqual(wantedView);
      expect(raw).toEqual(asStreamed(sent));
      for (const tool of response.tools) seen[kindOf(tool)]++;
    }
  });
}

it("met tools of classes, raw tools and invalid calls", () => {
  expect(Object.values(seen).every((met) => met > 0)).toBe(true);
});

function kindOf(tool: object): keyof typeof seen {
  if (tool instanceof InvalidTool) return "invalid";
  return tool instanceof RawTool ? "raw" : "class";
}
