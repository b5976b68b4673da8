/**
 * An error in one line: its message, and those of its causes that say more. The SDK's "Connection error." alone would
 * hide that nobody listens at that port.
 */
export function errorLine(error: unknown): string {
  const seen = new Set<unknown>();
  const messages: string[] = [];
  // Asked whether it was seen, because nothing forbids causes in a circle.
  for (let at = error; at !== undefined && at !== null && !seen.has(at); at = causeOf(at)) {
    seen.add(at);
    const message = messageOf(at).replace(/\s+/g, " ").trim();
    if (message !== "" && !messages.some((known) => known.includes(message))) messages.push(message);
  }
  return `Error: ${messages.map((message) => message.replace(/\.$/, "")).join(": ")}`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Where a name has several addresses, the runtime's error has a message for each, and none of its own.
  if (error instanceof AggregateError && error.message === "") return error.errors.map(messageOf).join(", ");
  return error.message;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
