import { wireEvents } from "@zoetrope/test-server";

/** What the ending rule of the wire says of a body, and the chunks and the text it brings. */
export interface Verdict {
  readonly status: "complete" | "truncated" | "failed";
  readonly chunks: number;
  readonly content: string;
}

/** By a few lines of our own: the tests must not ask the code under test what to expect. For servers that send text in deltas. */
export function judge(body: Uint8Array): Verdict {
  let content = "";
  let chunks = 0;
  let status: Verdict["status"] = "truncated";
  for (const { data, closed } of wireEvents(body)) {
    if (data.trim() === "[DONE]") break;
    const event = parse(data);
    if (event === undefined && !closed) continue;
    if (event === undefined || event.type === "error") return { status: "failed", chunks, content };
    chunks++;
    if (event.type === "response.output_text.delta") content += String(event.delta);
    if (event.type === "response.failed") return { status: "failed", chunks, content };
    if (event.type === "response.completed" || event.type === "response.incomplete") status = "complete";
  }
  return { status, chunks, content };
}

function parse(data: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(data) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
