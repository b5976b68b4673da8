import { OpenAI } from "openai";

/** A chunk of a stream, as the server would send it. Fields may be missing: what servers really send is often incomplete. */
export type TestChunk = Partial<OpenAI.ChatCompletionChunk> & { readonly object: "chat.completion.chunk" };

/** A whole completion. */
export type TestCompletion = Partial<OpenAI.ChatCompletion> & { readonly object: "chat.completion" };

/** An event of the Responses API's stream. */
export interface TestEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A whole response of the Responses API. */
export type TestResponse = Partial<OpenAI.Responses.Response> & { readonly object: "response" };

/**
 * One answer, or one piece of it:
 * - a chunk: neighbouring chunks are one streamed answer, closed with `[DONE]`;
 * - an event of the Responses API: so are neighbouring events, which end with their last one;
 * - a list of chunks or of events: one streamed answer by itself;
 * - a completion, or a response of the Responses API: one whole answer;
 * - a string or bytes: the body as it is, with status 200 and the type of an event stream;
 * - a `Response`: status and headers of your own;
 * - an error: thrown by `fetch`, as when the server is not there.
 */
export type TestAnswer =
  | TestChunk
  | readonly TestChunk[]
  | TestCompletion
  | TestEvent
  | readonly TestEvent[]
  | TestResponse
  | string
  | Uint8Array
  | Response
  | Error;

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
    // A response is resumed without one.
    const body: unknown = JSON.parse(String(init.body ?? null));
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

type Piece = TestChunk | TestEvent;

type Grouped = Exclude<TestAnswer, Piece | readonly Piece[]> | readonly Piece[];

function grouped(answers: readonly TestAnswer[]): Grouped[] {
  const result: Grouped[] = [];
  let open: Piece[] | null = null;
  for (const answer of answers) {
    if (!isPiece(answer)) {
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
  if (isList(answer)) {
    const frames = answer.map((piece) => `data: ${JSON.stringify(piece)}\n\n`);
    return eventStream(answer.every(isChunk) ? [...frames, "data: [DONE]\n\n"] : frames, signal);
  }
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

function isChunk(answer: TestAnswer | Piece): answer is TestChunk {
  return typeof answer === "object" && "object" in answer && answer.object === "chat.completion.chunk";
}

/** A `Response` has a type, too. */
function isPiece(answer: TestAnswer): answer is Piece {
  if (isChunk(answer)) return true;
  if (typeof answer !== "object" || answer instanceof Response || answer instanceof Error) return false;
  return "type" in answer && typeof answer.type === "string";
}

function isList(answer: Grouped): answer is readonly Piece[] {
  return Array.isArray(answer);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
