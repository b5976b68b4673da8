const neutralWords: ReadonlyMap<string, string> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool_calls"],
  ["refusal", "content_filter"],
]);

/**
 * A stop reason in terms that no provider owns: `stop`, `length`, `tool_calls` or `content_filter`. Others (`pause_turn`, say) stay as
 * they are, because no neutral word says the same.
 */
export function neutralFinishReason(reason: string | null): string | null {
  return reason === null ? null : (neutralWords.get(reason) ?? reason);
}
