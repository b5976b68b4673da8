import { beginsLikeEvents, wireEvents } from "@zoetrope/test-server";

type JSONObject = Readonly<Record<string, unknown>>;

/** What the ending rule of the API's design says of a body, and the chunks and the text it brings. */
export interface Verdict {
  readonly status: "complete" | "truncated" | "failed";
  readonly chunks: number;
  readonly content: string;
}

export function judge(body: Uint8Array): Verdict {
  const events = wireEvents(body);
  const finished = new Map<unknown, boolean>();
  let content = "";
  let chunks = 0;
  let failed = events.length === 0 && !beginsLikeEvents(body);
  let answered = false;
  let done = false;
  let usageLast = false;
  for (const { event, data, closed } of events) {
    if (data.trim() === "[DONE]") {
      done = true;
      break;
    }
    const chunk = parse(data);
    if (chunk === undefined && !closed) continue;
    if (event === "error" || (isObject(chunk) && chunk.error) || (chunk === undefined && data.trim() !== "")) {
      failed = true;
      break;
    }
    if (!isObject(chunk)) continue;
    chunks++;
    const choices = list(chunk.choices);
    for (const [position, choice] of choices.entries()) {
      const index = choice.index ?? position;
      const delta = isObject(choice.delta) ? choice.delta : isObject(choice.message) ? choice.message : {};
      if (index === 0) content += textOf(delta.content);
      if (says(delta)) [answered, usageLast] = [true, false];
      const finish = choice.finish_reason;
      finished.set(index, Boolean(finish) || finished.get(index) === true);
      if (choice.error || finish === "error" || finish === "insufficient_system_resource") failed = true;
    }
    if (choices.length === 0 && isObject(chunk.usage) && answered) usageLast = true;
    if (failed) break;
  }
  const allFinished = finished.size > 0 && [...finished.values()].every(Boolean);
  const complete = allFinished || (answered && (done || usageLast));
  return { status: failed ? "failed" : complete ? "complete" : "truncated", chunks, content };
}

/** Text, refusal, reasoning, sound or a tool call. */
function says(delta: JSONObject): boolean {
  const { content, refusal, reasoning, reasoning_content: thoughts, tool_calls: calls, audio } = delta;
  return (
    [content, refusal, reasoning, thoughts, calls].some((value) =>
      Array.isArray(value) ? value.length > 0 : Boolean(value),
    ) || Boolean(audio)
  );
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return list(content)
    .map((part) => (part.type === "text" ? String(part.text) : ""))
    .join("");
}

function list(value: unknown): JSONObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
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
