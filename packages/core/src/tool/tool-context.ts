/** What a running tool may want to know: `call(context?: ToolContext)`. Given by `runTools`; a loop of your own may leave it out. */
export interface ToolContext {
  /** Aborted when nobody waits for the tool any more. */
  readonly signal: AbortSignal;
}
