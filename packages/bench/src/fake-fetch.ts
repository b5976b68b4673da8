/**
 * A `fetch` that answers from memory, so that what is measured is the reading and not a network.
 * `bodies` are the reads of the body, in order.
 */
export function fakeFetch(reads: readonly Uint8Array[]): () => Promise<Response> {
  return () => {
    let next = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const read = reads[next++];
        if (read) controller.enqueue(read);
        else controller.close();
      },
    });
    return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  };
}

/** A chat completion's stream of `count` chunks with `text` each, `eventsPerRead` of them in one read. */
export function chatReads(count: number, text: string, eventsPerRead: number): Uint8Array[] {
  const choice = { index: 0, delta: { content: text }, logprobs: null, finish_reason: null };
  const last = { index: 0, delta: {}, logprobs: null, finish_reason: "stop" };
  return eventReads([...Array.from({ length: count }, () => [choice]), [last]], eventsPerRead);
}

/** The same of chunks with these choices, closed by a usage report and the end marker. */
export function eventReads(choices: readonly (readonly object[])[], eventsPerRead: number): Uint8Array[] {
  const base = {
    id: "chatcmpl-bench00000000000000000000",
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model: "bench-model",
    service_tier: "default",
    system_fingerprint: "fp_bench00000",
  };
  const event = (of: readonly object[], usage: unknown): string =>
    `data: ${JSON.stringify({ ...base, choices: of, usage })}\n\n`;
  const events = choices.map((of) => event(of, null));
  const count = choices.length;
  events.push(event([], { prompt_tokens: 10, completion_tokens: count, total_tokens: count + 10 }), "data: [DONE]\n\n");
  const encoder = new TextEncoder();
  const reads: Uint8Array[] = [];
  for (let i = 0; i < events.length; i += eventsPerRead) {
    reads.push(encoder.encode(events.slice(i, i + eventsPerRead).join("")));
  }
  return reads;
}
