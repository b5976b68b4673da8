import { Anthropic } from "@anthropic-ai/sdk";

/** An event of a stream, as the server would send it. Fields may be missing: what servers really send is often incomplete. */
export type TestEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A whole message. */
export type TestMessage = Partial<Omit<Anthropic.Message, "type" | "content">> & {
  readonly type: "message";
  readonly content: readonly object[];
};

/**
 * One answer, or one piece of it:
 * - an event: neighbouring events are one streamed answer, which ends with `message_stop` (added where it is missing) or before a next
 *   `message_start`;
 * - a list of events: one streamed answer by itself, as it is;
 * - a message: one whole answer;
 * - a string or bytes: the body as it is, with status 200 and the type of an event stream;
 * - a `Response`: status and headers of your own;
 * - an error: thrown by `fetch`, as when the server is not there.
 */
export type TestAnswer = TestEvent | readonly TestEvent[] | TestMessage | string | Uint8Array | Response | Error;

export interface TestRequest {
  readonly url: string;
  readonly headers: Headers;
  /** The parsed body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * A real `Anthropic` client without a server: each request takes the next answer. For tests of prompts.
 *
 * ```ts
 * const client = createTestClient([{ type: "message", content: [{ type: "text", text: "Dune" }], stop_reason: "end_turn" }]);
 * await anthropicCall("claude-sonnet-5-5", { client })(myPrompt)("apples");
 * client.requests[0].body.messages; // what was sent
 * ```
 */
export function createTestClient(
  answers: readonly TestAnswer[],
): Anthropic & { readonly requests: readonly TestRequest[] } {
  const queue = grouped(answers);
  const requests: TestRequest[] = [];
  const fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const signal = init.signal ?? null;
    signal?.throwIfAborted();
    const body: unknown = JSON.parse(String(init.body));
    requests.push({ url: String(url), headers: new Headers(init.headers), body: isRecord(body) ? body : {} });
    const answer = queue.shift();
    if (answer === undefined) {
      throw new Error(`The test client was given no answer for request ${requests.length}.`);
    }
    return respond(answer, signal);
  };
  // No retries: an answer is used up by each request, and an error in the list is there to be seen.
  return Object.assign(new Anthropic({ apiKey: "test", fetch, maxRetries: 0 }), { requests });
}

type Grouped = Exclude<TestAnswer, TestEvent>;

function grouped(answers: readonly TestAnswer[]): Grouped[] {
  const result: Grouped[] = [];
  let open: TestEvent[] | null = null;
  const close = (): void => {
    if (open && open.at(-1)?.type !== "message_stop") open.push({ type: "message_stop" });
    open = null;
  };
  for (const answer of answers) {
    if (!isEvent(answer) || answer.type === "message_start") close();
    if (!isEvent(answer)) result.push(answer);
    else if (open) open.push(answer);
    else result.push((open = [answer]));
  }
  close();
  return result;
}

function respond(answer: Grouped, signal: AbortSignal | null): Response {
  if (answer instanceof Error) throw answer;
  if (answer instanceof Response) return answer;
  if (isList(answer)) return eventStream(answer.map(eventText), signal);
  if (typeof answer === "string" || answer instanceof Uint8Array) return eventStream([answer], signal);
  return Response.json(answer, { headers: { "request-id": "req_test" } });
}

function eventText(event: TestEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Each piece is a read of its own, so that a test sees the pairs one by one as it would over a network. */
function eventStream(pieces: readonly (string | Uint8Array)[], signal: AbortSignal | null): Response {
  const encoder = new TextEncoder();
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (signal?.aborted) return controller.error(signal.reason);
      const piece = pieces[next++];
      if (piece === undefined) controller.close();
      else controller.enqueue(typeof piece === "string" ? encoder.encode(piece) : piece);
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream", "request-id": "req_test" } });
}

function isEvent(answer: TestAnswer): answer is TestEvent {
  return (
    typeof answer === "object" &&
    "type" in answer &&
    typeof answer.type === "string" &&
    !("content" in answer) &&
    !(answer instanceof Response)
  );
}

function isList(answer: Grouped): answer is readonly TestEvent[] {
  return Array.isArray(answer);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
