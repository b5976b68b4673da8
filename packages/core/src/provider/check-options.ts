import { readStreamOption } from "../call/stream-option.js";
import { checkBudget, type Budget } from "../cost/budget.js";
import type { PriceSource } from "../cost/price-source.js";
import { CallOptionsError } from "../errors.js";
import { checkFallbacks, type CheckedFallback } from "../retry/fallback.js";
import { checkRetry, type CheckedRetry, type MidStream } from "../retry/retry-options.js";
import { streamLimits, type StreamLimits } from "../stream/stream-limits.js";
import { streamTimeouts, type StreamTimeouts } from "../stream/stream-timeouts.js";
import type { ToolChoice } from "../tool/tool-choice.js";
import type { OnInvalidTool, ToolSet } from "../tool/tool-set.js";
import { callOptionNames, type CallOptions } from "./call-options.js";
import { mergeParams } from "./call-params.js";
import type { ClientOptions, Decode, Provider } from "./provider.js";
import type { ProviderTypes, ToolLikeOf } from "./provider-types.js";
import { checkStructured, type CheckedStructured } from "./structured-options.js";

/** Options as the calls use them. */
export interface CheckedOptions<Types extends ProviderTypes> extends ClientOptions<Types["client"]> {
  readonly model: string | undefined;
  readonly stream: boolean;
  /** Pairs hold partial tools, too. */
  readonly partialTools: boolean;
  readonly tools: ToolSet<Types["rawTool"], unknown>;
  readonly toolsGiven: boolean;
  readonly toolChoice: ToolChoice<readonly ToolLikeOf<Types>[]> | undefined;
  /** There are tools beside the one that stands for a value. */
  readonly hasTools: boolean;
  readonly structured: CheckedStructured<Types> | null;
  readonly onInvalidTool: OnInvalidTool;
  /** These are options of a prompt object's own call, and so win over what the prompt computes. */
  readonly last: boolean;
  readonly callParams: object;
  readonly outputParser: ((answer: unknown, details: unknown) => unknown) | undefined;
  readonly signal: AbortSignal | undefined;
  readonly retry: CheckedRetry;
  readonly fallbacks: readonly CheckedFallback[];
  readonly midStream: MidStream;
  /** What makes the budget of each call. */
  readonly budget: (() => Budget) | null;
  readonly prices: PriceSource | undefined;
  readonly timeouts: StreamTimeouts;
  readonly limits: StreamLimits;
  readonly acceptMissingFinishReason: boolean;
  readonly decode: Decode;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Options of a call, whatever their types decide about its result. */
export type AnyCallOptions<Types extends ProviderTypes> = {
  readonly [Name in keyof CallOptions<Types, false, [], unknown>]?: Name extends "tools"
    ? readonly ToolLikeOf<Types>[]
    : Name extends "stream" | "outputParser" | "responseModel" | "toolChoice"
      ? unknown
      : Name extends "fallback"
        ? readonly unknown[]
        : CallOptions<Types, false, [], unknown>[Name];
};

/**
 * Checks options once, at decoration, and copies them: nothing that a caller changes later is seen by a call.
 * Throws `CallOptionsError` for what the types forbid, too, because not everybody asks them.
 */
export function checkOptions<Types extends ProviderTypes>(
  provider: Provider<Types>,
  model: string | undefined,
  options: AnyCallOptions<Types>,
  last = false,
): CheckedOptions<Types> {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(callOptionNames, name)) {
      throw new CallOptionsError(
        `"${name}" is no option of a call. There are: ${Object.keys(callOptionNames).join(", ")}.`,
      );
    }
  }
  if (model?.trim() === "") throw new CallOptionsError(`The model is "". Name one, as in ${provider.example}.`);
  const { stream, partialTools } = readStreamOption(options.stream);
  const { outputParser, decode = "wire", onInvalidTool = "return", tools = [] } = options;
  if (outputParser !== undefined && (stream || typeof outputParser !== "function")) {
    throw new CallOptionsError(
      "outputParser cannot be combined with stream: it takes a whole response. Parse what `await stream.response()` gives.",
    );
  }
  if (decode !== "wire" && decode !== "sdk") {
    throw new CallOptionsError(`decode is ${JSON.stringify(decode)}, and must be "wire" or "sdk".`);
  }
  if (onInvalidTool !== "return" && onInvalidTool !== "throw") {
    throw new CallOptionsError(`onInvalidTool is ${JSON.stringify(onInvalidTool)}, and must be "return" or "throw".`);
  }
  if (options.signal !== undefined && !("addEventListener" in Object(options.signal))) {
    throw new CallOptionsError(
      "signal is no AbortSignal. Pass the `signal` of an AbortController, not the controller.",
    );
  }
  const { midStream = "fail" } = options;
  if (midStream !== "fail" && midStream !== "restart") {
    throw new CallOptionsError(`midStream is ${JSON.stringify(midStream)}, and must be "fail" or "restart".`);
  }
  if (options.prices !== undefined && typeof Object(options.prices).find !== "function") {
    throw new CallOptionsError("prices is no source of prices. Pass what priceSource() of @zoetrope/prices returns.");
  }
  const fallbacks = checkFallbacks(options.fallback);
  const hasTools = tools.length > 0;
  const structured = checkStructured(provider, options, { stream, partialTools, hasTools });
  if (structured?.tool && options.toolChoice !== undefined) {
    throw new CallOptionsError(
      'toolChoice cannot be combined with a responseModel that is asked for as a tool, which the model must be free to call. Leave it out, or make the schema one that mode: "strict" can express.',
    );
  }
  if (stream && structured?.model && fallbacks.some(({ call }) => call)) {
    throw new CallOptionsError(
      "A call cannot be the fallback of a stream of values, of which some may have been shown. Write { model, client, callParams } instead.",
    );
  }
  // What the types allow there; anything else is told by `toolChoice` below.
  const toolChoice = options.toolChoice as CheckedOptions<Types>["toolChoice"];
  // At once where the tools are known: a dynamic config may bring the ones that it is about.
  if (hasTools) provider.toolChoice(toolChoice, provider.toolSet(tools));
  return {
    client: checkClient(provider, options.client, "The call"),
    apiKey: options.apiKey,
    baseURL: options.baseURL,
    model,
    stream,
    partialTools,
    tools: callTools(provider, tools, { structured, onInvalidTool }),
    hasTools,
    structured,
    toolsGiven: options.tools !== undefined,
    toolChoice,
    onInvalidTool,
    last,
    callParams: copyParams(provider, options.callParams),
    outputParser: outputParser as CheckedOptions<Types>["outputParser"],
    signal: options.signal,
    retry: checkRetry(options.retry),
    fallbacks,
    midStream,
    budget: options.budget === undefined ? null : checkBudget(options.budget),
    prices: options.prices,
    timeouts: streamTimeouts(options.timeouts),
    limits: streamLimits(options.limits),
    acceptMissingFinishReason: options.acceptMissingFinishReason ?? false,
    decode,
    metadata: { ...options.metadata },
  };
}

/**
 * The tools of a call, with the one that stands for a value where there is one. Then no call is refused here: what stands in its arguments
 * is judged as an answer.
 */
export function callTools<Types extends ProviderTypes>(
  provider: Provider<Types>,
  tools: readonly ToolLikeOf<Types>[],
  { structured, onInvalidTool }: Pick<CheckedOptions<Types>, "structured" | "onInvalidTool">,
): ToolSet<Types["rawTool"], unknown> {
  return structured?.tool
    ? provider.toolSet([...tools, structured.tool.definition])
    : provider.toolSet(tools, onInvalidTool);
}

/** Throws `CallOptionsError` for a client of something else. It may come from a prompt's config, which no provider has typed. */
export function checkClient<Types extends ProviderTypes>(
  provider: Provider<Types>,
  client: unknown,
  name: string,
): Types["client"] | undefined {
  if (client === undefined || provider.isClient(client)) return client;
  throw new CallOptionsError(
    `${name}: the client given is no ${provider.label} client: it has no ${provider.clientHas}.`,
  );
}

/** A copy all the way down. Throws for what no JSON is, and for what the library sets itself. */
export function copyParams<Types extends ProviderTypes>(provider: Provider<Types>, params: object = {}): object {
  mergeParams(provider, [params]);
  try {
    const copy = structuredClone(params);
    JSON.stringify(copy);
    return copy;
  } catch (cause) {
    throw new CallOptionsError(`callParams hold what cannot be sent as JSON: ${String(cause)}`, { cause });
  }
}
