import { createCall } from "../provider/create-call.js";
import type { Provider } from "../provider/provider.js";
import type { ProviderResponse, ProviderStream, ProviderTypes } from "../provider/provider-types.js";
import { withMiddleware } from "../call/with-middleware.js";
import type { CallEvent } from "../stream/middleware.js";
import type { Bytes } from "./cuttings.js";

/** What a server answers. */
export interface ContractAnswer {
  readonly reads: readonly Bytes[];
  /** Of the header `content-type`. */
  readonly contentType: string;
}

export interface ContractTarget<Types extends ProviderTypes> {
  readonly provider: Provider<Types>;
  /** A client of the provider's SDK that gets this answer to whatever it sends, with the status 200. */
  client(answer: ContractAnswer): Types["client"];
}

export interface StreamRun {
  readonly stream: ProviderStream;
  readonly pairs: readonly (readonly [chunk: object & { readonly content: string }, tool: unknown])[];
  /** Null where the loop just ended. */
  readonly thrown: { readonly error: unknown } | null;
  readonly events: readonly CallEvent[];
}

type AnyCall = (options: object) => (fn: () => string) => (() => unknown) & { toRequest(): Promise<object> };

export function callOf<Types extends ProviderTypes>(provider: Provider<Types>): AnyCall {
  // The options are put together here, where no compiler can know what they decide.
  return createCall(provider) as unknown as AnyCall;
}

/** Reads a streamed answer to its end. */
export async function runStream<Types extends ProviderTypes>(
  target: ContractTarget<Types>,
  answer: ContractAnswer,
  options: object,
): Promise<StreamRun> {
  const call = callOf(target.provider)({ model: "m", ...options, stream: true, client: target.client(answer) })(
    () => "?",
  );
  const events: CallEvent[] = [];
  const stream = withMiddleware(call, { onEvent: (event: CallEvent) => void events.push(event) })() as ProviderStream;
  const pairs: [object & { readonly content: string }, unknown][] = [];
  let thrown: StreamRun["thrown"] = null;
  try {
    for await (const pair of stream) pairs.push(pair);
  } catch (error) {
    thrown = { error };
  }
  return { stream, pairs, thrown, events };
}

/** Asks without a stream. */
export async function runWhole<Types extends ProviderTypes>(
  target: ContractTarget<Types>,
  answer: ContractAnswer,
  options: object,
): Promise<ProviderResponse> {
  const call = callOf(target.provider)({ model: "m", ...options, client: target.client(answer) })(() => "?");
  // What a call without a stream or a parser gives.
  return (await call()) as ProviderResponse;
}
