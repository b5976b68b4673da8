/** Reasons by which the provider says that it held an answer back, or a prompt. */
const blockedReasons: ReadonlySet<string> = new Set([
  "SAFETY",
  "RECITATION",
  "LANGUAGE",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
  "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT",
  "IMAGE_RECITATION",
]);

/**
 * A finish reason in terms that no provider owns: `stop`, `length`, `tool_calls` or `content_filter`. Others
 * (`MALFORMED_FUNCTION_CALL`, say) stay as they are, because no neutral word says the same.
 */
export function neutralFinishReason(
  reason: string | null,
  { calledTools, isBlocked }: { readonly calledTools: boolean; readonly isBlocked: boolean },
): string | null {
  if (reason === null) return isBlocked ? "content_filter" : null;
  if (reason === "STOP") return calledTools ? "tool_calls" : "stop";
  if (reason === "MAX_TOKENS") return "length";
  return blockedReasons.has(reason) ? "content_filter" : reason;
}
