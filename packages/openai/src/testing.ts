import { OpenAI } from "openai";

/** A chunk of a stream, as the server would send it. Fields may be missing: what servers really send is often incomplete. */
export type TestChunk = Partial<OpenAI.ChatCompletionChunk> & { readonly object: "chat.completion.chunk" };

/** A whole completion. */
export type TestCompletion = Partial<OpenAI.ChatCompletion> & { readonly object: "chat.completion" };

/**
 * One answer, or one piece of it:
 * - a chunk: neighbouring chunks are one streamed answer, closed with `[DONE]`;
 * - a list of chunks: one streamed answer by itself;
 * - a completion: one whole answer;
 * - a string or bytes: the body as it is, with status 200 and the type of an event stream;
 * - a `Response`: status and headers of your own;
 * - an error: thrown by `fetch`, as when the server is not there.
 */
export type TestAnswer = TestChunk | readonly TestChunk[] | TestCompletion | string | Uint8Array | Response | Error;

export interface TestRequest {
  readonly url: string;
  readonly headers: Headers;
  /** The parsed body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * A real `OpenAI` client without a server: each request takes the next answer. For tests of prompts.
 *
 * ```ts
 * const client = createTestClient([{ object: "chat.completion", choices: [{ index: 0, message: { … }, … }] }]);
 * await openaiCall("gpt-4o-mini", { client })(myPrompt)("apples");
 * client.requests[0].body.messages; // what was sent
 * ```
 */
export function createTestClient(
  answers: readonly TestAnswer[],
): OpenAI & { readonly requests: readonly TestRequest[] } {
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
  return Object.assign(new OpenAI({ apiKey: "test", fetch, maxRetries: 0 }), { requests });
}

type Grouped = Exclude<TestAnswer, TestChunk>;

function grouped(answers: readonly TestAnswer[]): Grouped[] {
  const result: Grouped[] = [];
  let open: TestChunk[] | null = null;
  for (const answer of answers) {
    if (!isChunk(answer)) {
      open = null;
      result.push(answer);
    } else if (open) open.push(answer);
    else result.push((open = [answer]));
  }
  return result;
}

function respond(answer: Grouped, signal: AbortSignal | null): Response {
  if (answer instanceof Error) throw answer;
  if (answer instanceof Response) return answer;
  if (isList(answer))
    return eventStream([...answer.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), "data: [DONE]\n\n"], signal);
  if (typeof answer === "string" || answer instanceof Uint8Array) return eventStream([answer], signal);
  return Response.json(answer, { headers: { "x-request-id": "req_test" } });
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
  return new Response(body, { headers: { "content-type": "text/event-stream", "x-request-id": "req_test" } });
}

function isChunk(answer: TestAnswer): answer is TestChunk {
  return typeof answer === "object" && "object" in answer && answer.object === "chat.completion.chunk";
}

function isList(answer: Grouped): answer is readonly TestChunk[] {
  return Array.isArray(answer);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
