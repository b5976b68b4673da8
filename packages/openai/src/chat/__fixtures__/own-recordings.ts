import type { Expected, Recording } from "./recordings.js";

const nothing: Expected = {
  text: "",
  reasoning: null,
  refusal: null,
  tool_calls: [],
  finish_reason: null,
  usage: null,
  model: "m-1",
  id: "c-1",
  chunk_count: null,
};

/** Bodies by hand, small enough to be cut at every byte, in the form of a recording: they are there where the recordings are not. */
export const ownRecordings: readonly Recording[] = [
  own("text of many scripts, with a byte order mark, CRLF, comments and pings", {
    body: [
      "\uFEFF: hello\r\n\r\n",
      "event: ping\r\ndata:\r\n\r\n",
      frame({ role: "assistant", content: "" }, "\r\n"),
      frame({ content: "größer 你好" }, "\r\n"),
      ": PROCESSING\r\n\r\n",
      frame({ content: " 👩‍👩‍👧 🎉\n" }, "\r\n"),
      chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }, "\r\n"),
      chunk({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } }, "\r\n"),
      "data:  [DONE] \r\n\r\n",
    ],
    expected: {
      text: "größer 你好 👩‍👩‍👧 🎉\n",
      finish_reason: "stop",
      chunk_count: 6,
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    },
  }),
  own("two tool calls in pieces and one without an id, arguments or closing line", {
    body: [
      frame({ content: null, tool_calls: [{ index: 0, id: "call_a", function: { name: "find", arguments: "" } }] }),
      frame({ tool_calls: [{ index: 0, function: { arguments: '{"q":"}' } }] }),
      frame({ tool_calls: [{ index: 0, function: { arguments: '\\"{"}' } }] }),
      frame({ tool_calls: [{ index: 1, function: { name: "now", arguments: "" } }] }),
      chunk({ choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] }).trimEnd(),
    ],
    expected: {
      finish_reason: "tool_calls",
      chunk_count: 5,
      tool_calls: [
        { id: "call_a", name: "find", arguments: { q: '}"{' }, arguments_raw: '{"q":"}\\"{"}' },
        { id: null, name: "now", arguments: "", arguments_raw: "" },
      ],
    },
  }),
  own("an error after the finish reason, which alone has the usage", {
    body: [
      frame({ reasoning: "Hm." }),
      frame({ content: "No" }),
      chunk({ choices: [{ index: 0, delta: {}, finish_reason: "length" }] }),
      chunk({ choices: [], error: { message: "limit", code: 400 }, usage: { total_tokens: 7 } }),
      "data: [DONE]\n\n",
    ],
    expected: {
      text: "No",
      reasoning: "Hm.",
      finish_reason: "length",
      usage: { total_tokens: 7 },
      chunk_count: 4,
      error: { message: "limit", code: 400 },
    },
  }),
];

function own(
  name: string,
  { body, expected }: { readonly body: readonly string[]; readonly expected: Partial<Expected> },
): Recording {
  return {
    name: `own/${name}`,
    folder: "own",
    kind: "stream",
    status: 200,
    body: new TextEncoder().encode(body.join("")),
    expected: { ...nothing, ...expected },
  };
}

function frame(delta: object, lineEnd = "\n"): string {
  return chunk({ choices: [{ index: 0, delta, finish_reason: null }] }, lineEnd);
}

function chunk(fields: object, lineEnd = "\n"): string {
  const whole = { id: "c-1", object: "chat.completion.chunk", created: 1, model: "m-1", ...fields };
  return `data: ${JSON.stringify(whole)}${lineEnd}${lineEnd}`;
}
