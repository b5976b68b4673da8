import type { Expected, Recording } from "./recordings.js";
import { close, delta, end, events, open, start, stop } from "./message-events.js";

const once = { message_start: 1, message_delta: 1, message_stop: 1 };

const nothing: Expected = {
  text: "",
  reasoning: null,
  refusal: null,
  tool_calls: [],
  finish_reason: null,
  usage: { input_tokens: 3, output_tokens: 1 },
  model: "m-1",
  id: "msg_1",
  chunk_count: null,
};

/** Bodies by hand, small enough to be cut at every byte, in the form of a recording: they are there where the recordings are not. */
export const ownRecordings: readonly Recording[] = [
  own("text of many scripts, with a byte order mark, CRLF, comments and pings", {
    body: [
      "\uFEFF: hello\r\n\r\n",
      ...events("\r\n", start(), { type: "ping" }, open(0, { type: "text", text: "" })),
      ": PROCESSING\r\n\r\n",
      ...events("\r\n", delta(0, { type: "text_delta", text: "größer 你好" })),
      ...events("\r\n", delta(0, { type: "text_delta", text: " 👩‍👩‍👧\n" }), close(0), end("end_turn"), stop),
    ],
    expected: {
      text: "größer 你好 👩‍👩‍👧\n",
      finish_reason: "end_turn",
      usage: { input_tokens: 3, output_tokens: 9 },
      chunk_count: 8,
      message_stop: true,
      event_types: { ...once, ping: 1, content_block_start: 1, content_block_delta: 2, content_block_stop: 1 },
    },
  }),
  own("thinking with its signature, two calls, one without input, and no last line end", {
    body: events(
      "\n",
      start(),
      open(0, { type: "thinking", thinking: "", signature: "" }),
      delta(0, { type: "thinking_delta", thinking: "Hm." }),
      delta(0, { type: "signature_delta", signature: "c2ln" }),
      close(0),
      open(1, { type: "tool_use", id: "toolu_1", name: "find", input: {} }),
      delta(1, { type: "input_json_delta", partial_json: "" }),
      delta(1, { type: "input_json_delta", partial_json: '{"q":"}' }),
      delta(1, { type: "input_json_delta", partial_json: '\\"{"}' }),
      close(1),
      open(2, { type: "tool_use", id: "toolu_2", name: "now", input: {} }),
      close(2),
      end("tool_use"),
      stop,
    ).map((event, at, all) => (at === all.length - 1 ? event.trimEnd() : event)),
    expected: {
      reasoning: "Hm.",
      signatures: ["c2ln"],
      finish_reason: "tool_use",
      usage: { input_tokens: 3, output_tokens: 9 },
      chunk_count: 14,
      message_stop: true,
      event_types: { ...once, content_block_start: 3, content_block_delta: 5, content_block_stop: 3 },
      tool_calls: [
        { id: "toolu_1", name: "find", arguments: { q: '}"{' }, arguments_raw: '{"q":"}\\"{"}' },
        { id: "toolu_2", name: "now", arguments: {}, arguments_raw: "" },
      ],
    },
  }),
];

function own(
  name: string,
  { body, expected }: { readonly body: readonly string[]; readonly expected: Partial<Expected> },
): Recording {
  return {
    name: `own/${name}`,
    kind: "stream",
    status: 200,
    body: new TextEncoder().encode(body.join("")),
    expected: { ...nothing, ...expected },
    request: null,
  };
}
