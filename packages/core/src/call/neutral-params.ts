/** Call params that every provider has, under names that none owns. A provider maps them to its own. */
export interface NeutralCallParams {
  readonly temperature?: number | null;
  /** Most tokens of the answer. */
  readonly maxTokens?: number | null;
  readonly topP?: number | null;
  readonly frequencyPenalty?: number | null;
  readonly presencePenalty?: number | null;
  readonly seed?: number | null;
  /** Texts at which the answer stops. */
  readonly stop?: string | string[] | null;
}

/** Every neutral name, and how a provider calls it; undefined where it has no such thing. */
export type NeutralParamNames = Readonly<Record<keyof NeutralCallParams, string | undefined>>;
