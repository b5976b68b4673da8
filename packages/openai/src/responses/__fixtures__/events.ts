/** The body of a stream of these events, numbered, as OpenAI frames them. */
export function sse(events: readonly Readonly<Record<string, unknown>>[]): Uint8Array<ArrayBuffer> {
  const frames = events.map((event, at) => {
    const data = JSON.stringify({ sequence_number: at, ...event });
    return `event: ${String(event.type)}\ndata: ${data}\n\n`;
  });
  return new TextEncoder().encode(frames.join(""));
}

/** Of a server that says everything once: the start of a response, and its end with these items. */
export function response(status: string, output: readonly unknown[], more: object = {}): Record<string, unknown> {
  return { id: "resp_1", object: "response", created_at: 1, model: "m", status, output, ...more };
}

export const usage = {
  input_tokens: 3,
  input_tokens_details: { cached_tokens: 1 },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 8,
};

export function message(text: string, id = "msg_1"): Record<string, unknown> {
  const content = [{ type: "output_text", text, annotations: [] }];
  return { type: "message", id, role: "assistant", status: "completed", content };
}

export function call(id: string, name: string, args: string): Record<string, unknown> {
  return { type: "function_call", id: `fc_${id}`, call_id: `call_${id}`, name, arguments: args, status: "completed" };
}
