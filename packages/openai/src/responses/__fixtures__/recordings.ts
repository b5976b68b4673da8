import { loadRecordings, type Expected, type Recording } from "../../chat/__fixtures__/recordings.js";

/** What the recordings of this wire state besides. */
export interface ResponsesExpected extends Expected {
  readonly status: string | null;
  readonly reasoning_parts?: readonly { readonly kind: "summary" | "text"; readonly text: string }[];
  readonly server_tool_calls?: readonly { readonly type: string; readonly id: string }[];
  readonly event_types?: unknown;
}

export interface ResponsesRecording extends Recording {
  readonly expected: ResponsesExpected;
}

/** All recordings of OpenAI's Responses API and of the servers that follow it. */
export function loadResponses(): readonly ResponsesRecording[] {
  // Their README fixes the shape of these files; what is read wrongly shows as a difference.
  return loadRecordings((folder) =>
    /^openai-responses(?:-compatible\/|$)/.test(folder),
  ) as readonly ResponsesRecording[];
}
