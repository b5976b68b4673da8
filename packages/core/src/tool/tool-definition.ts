export type JSONSchema = Readonly<Record<string, unknown>>;

/** A tool as every provider needs it described. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string;
  readonly strict?: boolean;
  /** Arguments as a model should write them; each fits the schema. */
  readonly examples?: readonly unknown[];
  /** JSON Schema of the arguments. */
  readonly parameters: JSONSchema;
}
