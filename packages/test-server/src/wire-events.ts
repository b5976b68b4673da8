/**
 * What a body of server-sent events says, read by a few lines of our own: the tests must not ask the code under test, nor the parser
 * that it uses, what to expect.
 */
export interface WireEvent {
  readonly event: string;
  readonly data: string;
  /** False when the body ended before the blank line. */
  readonly closed: boolean;
}

export function wireEvents(body: Uint8Array): WireEvent[] {
  const events: WireEvent[] = [];
  let event = "";
  let data: string[] = [];
  const close = (closed: boolean): void => {
    if (data.length > 0) events.push({ event, data: data.join("\n"), closed });
    event = "";
    data = [];
  };
  const lines = new TextDecoder().decode(body).split(/\r\n|\n|\r/);
  lines.forEach((line, i) => {
    const [, field, value = ""] = /^([^:]+)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (line === "" && i < lines.length - 1) close(true);
    else if (field === "data") data.push(value);
    else if (field === "event") event = value;
  });
  close(false);
  return events;
}

/** Nothing, a comment, or a field, of which no more than the start of its name may be there. */
export function beginsLikeEvents(body: Uint8Array): boolean {
  const [start = ""] = new TextDecoder()
    .decode(body)
    .trimStart()
    .split(/[:\r\n]/, 1);
  return ["data", "event", "id", "retry"].some((field) => field.startsWith(start));
}
