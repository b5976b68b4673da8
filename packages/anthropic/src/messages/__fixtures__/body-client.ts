import { Anthropic } from "@anthropic-ai/sdk";

export interface Answer {
  readonly status?: number;
  readonly type?: "text/event-stream" | "application/json" | "text/html";
  readonly reads: readonly Uint8Array<ArrayBuffer>[];
  /** The connection breaks with this after the last read. */
  readonly breaksWith?: Error;
  /** The connection stays open after the last read. */
  readonly stays?: true;
}

export interface BodyClient {
  readonly client: Anthropic;
  /** What each request gets from now on. */
  answer: Answer;
}

/** A real client whose `fetch` stays in the process and hands over a body read by read. */
export function bodyClient(answer: Answer = { reads: [] }): BodyClient {
  const fetch = (): Promise<Response> => Promise.resolve(respond(made.answer));
  const made: BodyClient = { client: new Anthropic({ apiKey: "test", fetch, maxRetries: 0 }), answer };
  return made;
}

function respond({ status = 200, type = "text/event-stream", reads, breaksWith, stays }: Answer): Response {
  let next = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const read = reads[next++];
      if (read) controller.enqueue(read);
      else if (breaksWith) controller.error(breaksWith);
      else if (!stays) controller.close();
    },
  });
  return new Response(body, { status, headers: { "content-type": type, "request-id": "req_1" } });
}
