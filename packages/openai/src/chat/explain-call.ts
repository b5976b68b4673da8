import type { PreparedCall } from "./prepare-call.js";

/** A call as text, each message with where it came from. */
export function explainCall<Tool>(prepared: PreparedCall<Tool>): string {
  return JSON.stringify(prepared.messages, null, 2);
}
