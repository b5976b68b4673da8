import { call, message, response, sse, usage } from "./events.js";
import type { ResponsesExpected, ResponsesRecording } from "./recordings.js";

/** Streams of our own, so that the tests ask something where the recordings are not at hand. What each adds up to is written by hand. */
export const ownRecordings: readonly ResponsesRecording[] = [
  own(
    "text and a call",
    [
      { type: "response.created", response: response("in_progress", []) },
      {
        type: "response.output_item.added",
        output_index: 0,
        item: { ...message(""), content: [], status: "in_progress" },
      },
      { type: "response.output_text.delta", output_index: 0, content_index: 0, item_id: "msg_1", delta: "Hel" },
      { type: "keepalive" },
      { type: "response.output_text.delta", output_index: 0, content_index: 0, item_id: "msg_1", delta: "lo" },
      { type: "response.output_text.done", output_index: 0, content_index: 0, item_id: "msg_1", text: "Hello" },
      { type: "response.output_item.done", output_index: 0, item: message("Hello") },
      { type: "response.output_item.added", output_index: 1, item: call("1", "add", "") },
      { type: "response.function_call_arguments.delta", output_index: 1, item_id: "fc_1", delta: '{"a":' },
      { type: "response.function_call_arguments.delta", output_index: 1, item_id: "fc_1", delta: "1}" },
      { type: "response.function_call_arguments.done", output_index: 1, item_id: "fc_1", arguments: '{"a":1}' },
      { type: "response.output_item.done", output_index: 1, item: call("1", "add", '{"a":1}') },
      {
        type: "response.completed",
        response: response("completed", [message("Hello"), call("1", "add", '{"a":1}')], { usage }),
      },
    ],
    {
      text: "Hello",
      tool_calls: [{ id: "call_1", name: "add", arguments: { a: 1 }, arguments_raw: '{"a":1}', item_id: "fc_1" }],
    },
  ),
];

function own(
  name: string,
  events: readonly Readonly<Record<string, unknown>>[],
  said: Pick<ResponsesExpected, "text"> & {
    readonly tool_calls: readonly (ResponsesExpected["tool_calls"][number] & { item_id: string })[];
  },
): ResponsesRecording {
  return {
    name: `own/${name}`,
    folder: "own",
    kind: "stream",
    status: 200,
    body: sse(events),
    expected: {
      reasoning: null,
      refusal: null,
      finish_reason: "completed",
      usage,
      model: "m",
      id: "resp_1",
      chunk_count: events.length,
      status: "completed",
      ...said,
    },
  };
}
