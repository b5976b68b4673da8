import type { NeutralCallParams } from "../call/neutral-params.js";
import type { Provider } from "../provider/provider.js";
import type { ProviderTypes } from "../provider/provider-types.js";
import { callOf } from "./contract-run.js";

/** Values that are met nowhere else in a request. */
const params: Required<NeutralCallParams> = {
  frequencyPenalty: 0.125,
  maxTokens: 4711,
  presencePenalty: 0.375,
  seed: 8128,
  stop: ["<<halt>>"],
  temperature: 0.625,
  topP: 0.875,
};

/** What a request lacks of what was asked for: the first of it, in words; null where nothing is missing. */
export async function requestFault<Types extends ProviderTypes>(provider: Provider<Types>): Promise<string | null> {
  const known = Object.entries(params).filter(
    ([name]) => provider.neutralNames[name as keyof NeutralCallParams] !== undefined,
  );
  const ask = callOf(provider)({ model: "contract-model", callParams: Object.fromEntries(known) })(
    () => "Which words?",
  );
  const body = JSON.stringify(await ask.toRequest());
  const wanted: (readonly [string, unknown])[] = [
    ["model", "contract-model"],
    ["the prompt", "Which words?"],
    ...known,
  ];
  const lost = wanted.find(([, value]) => !body.includes(JSON.stringify(Array.isArray(value) ? value[0] : value)));
  return lost ? `${lost[0]} is not in the request: ${body.slice(0, 400)}` : null;
}
