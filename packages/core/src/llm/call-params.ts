import type { NeutralCallParams } from "../call/neutral-params.js";
import { CallOptionsError } from "../errors.js";
import { isObject } from "../json/json-object.js";
import type { Provider } from "../provider/provider.js";
import type { SentParams } from "../provider/provider-types.js";
import { nearestName } from "../template/nearest-name.js";

/** Call params for whichever provider serves the call. */
export interface LlmCallParams extends NeutralCallParams {
  /** With its provider, as in `"openai:gpt-4o-mini"`; without one, of the provider that serves the call anyway. */
  readonly model?: string;
  /**
   * What only one provider has, under its name and in its own words: `{ anthropic: { thinking: … } }`. Sent when that provider serves the
   * call, over the neutral ones.
   */
  readonly extra?: { readonly [provider: string]: { readonly [param: string]: unknown } };
}

/** Params that were sent, in neutral words. */
export type NeutralSentParams = LlmCallParams & SentParams;

const neutral = {
  frequencyPenalty: true,
  maxTokens: true,
  presencePenalty: true,
  seed: true,
  stop: true,
  temperature: true,
  topP: true,
} satisfies Record<keyof NeutralCallParams, true>;

/** Throws `CallOptionsError` for a name that no provider owns and none can be told, with the nearest one that is neutral. */
export function checkCallParams(params: unknown, where: string): LlmCallParams {
  if (params === undefined) return {};
  if (!isObject(params)) throw new CallOptionsError(`${where} are no object of call params.`);
  const { model, extra } = params;
  for (const name of Object.keys(params)) {
    if (name === "model" || name === "extra" || Object.hasOwn(neutral, name)) continue;
    const nearest = nearestName(name, Object.keys(neutral));
    throw new CallOptionsError(
      `${where}: "${name}" is no param that every provider has${nearest === null ? "" : ` (did you mean "${nearest}"?)`}. What only one has goes to extra: { openai: { ${name}: … } }.`,
    );
  }
  if (model !== undefined && typeof model !== "string") throw new CallOptionsError(`${where}: model is no text.`);
  if (extra === undefined) return params;
  if (!isObject(extra) || !Object.values(extra).every(isObject)) {
    throw new CallOptionsError(`${where}: extra holds params by the provider's name: { openai: { logprobs: true } }.`);
  }
  return params;
}

/** A checked copy all the way down, so that no change of the caller's is seen later. Throws `CallOptionsError` for what is no JSON, too. */
export function copyCallParams(params: unknown, where: string): LlmCallParams {
  const checked = checkCallParams(params, where);
  try {
    return structuredClone(checked);
  } catch (cause) {
    throw new CallOptionsError(`${where} hold what cannot be sent as JSON: ${String(cause)}`, { cause });
  }
}

/** The params as one provider takes them: neutral ones under their neutral names, and its own. Without the model. */
export function paramsFor(provider: Pick<Provider, "name">, { model: _, extra, ...params }: LlmCallParams): object {
  // An own key alone: a provider may be called whatever it likes.
  const own = extra && Object.hasOwn(extra, provider.name) ? extra[provider.name] : {};
  return { ...params, ...own };
}

/** Params that were sent, in neutral words again: they can be given to another call, of any provider. */
export function toNeutralParams(
  provider: Pick<Provider, "name" | "neutralNames">,
  sent: SentParams,
): NeutralSentParams {
  const { model, ...rest } = sent;
  const byOwnName = new Map(Object.entries(provider.neutralNames).map(([name, own]) => [own, name]));
  const params: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(rest)) {
    const neutralName = byOwnName.get(name);
    if (neutralName === undefined) Object.defineProperty(own, name, { value, enumerable: true, configurable: true });
    else params[neutralName] = value;
  }
  return {
    ...(typeof model === "string" && { model: `${provider.name}:${model}` }),
    ...params,
    ...(Object.keys(own).length > 0 && { extra: { [provider.name]: own } }),
  };
}
