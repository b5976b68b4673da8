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

type JSONObject = Readonly<Record<string, unknown>>;

/** What is to come of a body: how it ends, how many pairs it has, and the text in them. */
export interface Verdict {
  readonly status: "complete" | "truncated" | "failed";
  readonly chunks: number;
  readonly content: string;
}

/** Complete: a stop reason came, or `message_stop` after a content block. */
export function judge(body: Uint8Array): Verdict {
  const events = wireEvents(body);
  let [content, chunks, isComplete, isAnswered] = ["", 0, false, false];
  for (const { event, data, closed } of events) {
    const chunk = parse(data);
    if (chunk === undefined && !closed) continue;
    if (event === "error" || chunk === undefined) return { status: "failed", chunks, content };
    if (!isObject(chunk) || chunk.type === "ping" || event === "ping") continue;
    chunks++;
    const message = isObject(chunk.message) ? chunk.message : {};
    const blocks = Array.isArray(message.content) ? message.content : [chunk.content_block];
    const delta = isObject(chunk.delta) ? chunk.delta : {};
    for (const block of blocks.filter(isObject)) {
      isAnswered = true;
      if (block.type === "text") content += String(block.text);
    }
    if (delta.type === "text_delta") content += String(delta.text);
    if (delta.stop_reason || message.stop_reason) isComplete = true;
    if (chunk.type !== "message_stop") continue;
    isComplete ||= isAnswered;
    break;
  }
  const isOther = events.length === 0 && !beginsLikeEvents(body);
  return { status: isOther ? "failed" : isComplete ? "complete" : "truncated", chunks, content };
}

/** Nothing, a comment, or a field, of which no more than the start of its name may be there. */
function beginsLikeEvents(body: Uint8Array): boolean {
  const [start = ""] = new TextDecoder()
    .decode(body)
    .trimStart()
    .split(/[:\r\n]/, 1);
  return ["data", "event", "id", "retry"].some((field) => field.startsWith(start));
}

function isObject(value: unknown): value is JSONObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined for what is no JSON. */
function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
