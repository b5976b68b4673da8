/** Events of a message's stream, by hand. */
export interface MessageEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

export const stop: MessageEvent = { type: "message_stop" };

/** The first event: three tokens of prompt. */
export function start(message: object = {}): MessageEvent {
  const head = { id: "msg_1", type: "message", role: "assistant", model: "m-1", content: [] };
  const usage = { input_tokens: 3, output_tokens: 1 };
  return { type: "message_start", message: { ...head, stop_reason: null, stop_sequence: null, usage, ...message } };
}

export function open(index: number, content_block: object): MessageEvent {
  return { type: "content_block_start", index, content_block };
}

export function delta(index: number, delta: object): MessageEvent {
  return { type: "content_block_delta", index, delta };
}

export function close(index: number): MessageEvent {
  return { type: "content_block_stop", index };
}

/** A whole block of text. */
export function text(index: number, ...pieces: readonly string[]): MessageEvent[] {
  const deltas = pieces.map((piece) => delta(index, { type: "text_delta", text: piece }));
  return [open(index, { type: "text", text: "" }), ...deltas, close(index)];
}

/** A whole call. */
export function call(index: number, tool: { id: string; name: string }, ...pieces: readonly string[]): MessageEvent[] {
  const deltas = pieces.map((piece) => delta(index, { type: "input_json_delta", partial_json: piece }));
  return [open(index, { type: "tool_use", ...tool, input: {} }), ...deltas, close(index)];
}

/** The last report: nine tokens of answer. */
export function end(stop_reason: string | null, fields: object = {}): MessageEvent {
  return {
    type: "message_delta",
    delta: { stop_reason, stop_sequence: null, ...fields },
    usage: { output_tokens: 9 },
  };
}

/** Each event as it stands in a body. */
export function events(lineEnd: string, ...all: readonly MessageEvent[]): string[] {
  return all.map((event) => `event: ${event.type}${lineEnd}data: ${JSON.stringify(event)}${lineEnd}${lineEnd}`);
}

/** A body of these events. */
export function bodyOf(...all: readonly MessageEvent[]): string {
  return events("\n", ...all).join("");
}
