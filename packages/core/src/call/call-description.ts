import { metadataKey } from "../metadata.js";

/** What a decorated function declares of its calls: all of a request that its code has no part in. */
export interface CallDescription {
  readonly provider: string;
  /** Under the provider's own names, with the model. */
  readonly params: Readonly<Record<string, unknown>>;
  /** As they are sent. */
  readonly tools: readonly unknown[];
}

/** Of a function that a call decorator returned. A function itself, because hardly anybody asks. */
export const callMetadata = metadataKey<() => CallDescription>("call");

/** Of a function that `llmCall` made: it can go to another provider. */
export const llmMetadata = metadataKey<true>("llm");
