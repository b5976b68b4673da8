import { expect, it } from "vitest";
import { z } from "zod";
import {
  ProviderPrompt,
  createCallParams,
  createLlmCall,
  ownProvider,
  promptTemplate,
  type Provider,
} from "../index.js";
import { tiny, type TinyTypes } from "../testing/__fixtures__/tiny-provider.js";
import { tinyClient } from "../testing/__fixtures__/tiny-client.js";

const shared = { client: tinyClient([]) };
const other: Provider<TinyTypes> = { ...tiny, name: "other", client: ({ client }) => client ?? shared.client };
const llm = createLlmCall(tiny, other);
const whole = { says: "Yes", end: "done" };

class TinyPrompt extends ProviderPrompt<TinyTypes> {
  override get [ownProvider](): Provider<TinyTypes> {
    return tiny;
  }
}

/** What it computes is in Tiny's words, and for Tiny. */
class Recipe extends TinyPrompt.with({ title: z.string() }) {
  override dynamicConfig() {
    return { callParams: { heat: 2, temperature: 3, logs: true }, client: own };
  }
}
promptTemplate("SYSTEM: You cook.\nUSER: Make {title}")(Recipe);
createCallParams<object>("tiny")({ model: "tiny-1", maxLength: 5, seed: 1 })(Recipe);
let own = tinyClient([]);

it("sends a provider's own prompt by another one: neutral params go along, the rest and the client stay behind, and that is told", async () => {
  own = tinyClient([]);
  shared.client = tinyClient([whole]);
  const response = await new Recipe({ title: "soup" }).run(llm("other:o"));
  expect(own.bodies).toEqual([]);
  expect(shared.client.bodies).toEqual([
    {
      model: "o",
      heat: 3,
      turns: [
        { who: "rules", says: "You cook." },
        { who: "person", says: "Make soup" },
      ],
      stream: false,
    },
  ]);
  expect(response.warnings).toEqual(
    ["maxLength", "seed", "heat", "logs"].map(
      (name) => `callParams.${name} was written for the provider "tiny", and is not sent to "other".`,
    ),
  );
  expect(response.messages.map(({ role }) => role)).toEqual(["system", "user"]);
});

it("refuses what a provider's own class says for that provider, and it does not have", () => {
  expect(() => new Recipe({ title: "soup" }).run(llm({}))).toThrow("callParams.seed cannot be sent");
});
