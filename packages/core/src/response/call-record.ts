import type { Pricing } from "../cost/cost-of.js";

/** What was asked: kept beside every answer, so that a log or a test needs no second source. */
export interface CallRecord<MessageParam = unknown, Params = unknown> {
  /** The messages that were sent, as the provider got them. Empty until the request is sent. */
  readonly messages: readonly MessageParam[];
  /** The call params that were sent, the model included. */
  readonly callParams: Params;
  /** The template's text, when the prompt came from one. */
  readonly promptTemplate: string | null;
  /** The arguments of the decorated function. */
  readonly fnArgs: readonly unknown[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What of the prompt could not be carried over to this provider, in words. Default none. */
  readonly warnings?: readonly string[];
  /** Whom to ask what the answer cost. Default: nobody. */
  readonly pricing?: Pricing;
}
