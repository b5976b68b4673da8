import { beginsLikeEvents, wireEvents } from "@zoetrope/test-server";

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
