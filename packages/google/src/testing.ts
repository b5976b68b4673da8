import { GoogleGenAI } from "@google/genai";
import type { GoogleResponse } from "./generate-content/google-response.js";

/** An answer, or a chunk of a stream: the wire has one shape for both. Fields may be missing, as they are in what the server sends. */
export type TestResponse = { readonly [Field in keyof GoogleResponse | "error"]?: unknown };

/**
 * One answer:
 * - a list of chunks: a streamed answer;
 * - an object: a whole answer, or to a streamed request a stream of this one chunk;
 * - a string or bytes: the body as it is, with status 200 and the type of an event stream;
 * - a `Response`: status and headers of your own;
 * - an error: thrown by `fetch`, as when the server is not there.
 */
export type TestAnswer = TestResponse | readonly TestResponse[] | string | Uint8Array | Response | Error;

export interface TestRequest {
  readonly url: string;
  readonly headers: Headers;
  /** The parsed body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * A real `GoogleGenAI` client without a server: each request takes the next answer. For tests of prompts.
 *
 * ```ts
 * const client = createTestClient([{ candidates: [{ content: { parts: [{ text: "…" }] }, finishReason: "STOP" }] }]);
 * await googleCall("gemini-2.5-flash", { client })(myPrompt)("apples");
 * client.requests[0].body.contents; // what was sent
 * ```
 */
export function createTestClient(
  answers: readonly TestAnswer[],
): GoogleGenAI & { readonly requests: readonly TestRequest[] } {
  const queue = [...answers];
  const requests: TestRequest[] = [];
  const fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const signal = init.signal ?? null;
    signal?.throwIfAborted();
    const body: unknown = JSON.parse(String(init.body));
    requests.push({ url: String(url), headers: new Headers(init.headers), body: isRecord(body) ? body : {} });
    const answer = queue.shift();
    if (answer === undefined) throw new Error(`The test client was given no answer for request ${requests.length}.`);
    return respond(answer, String(url).includes(":streamGenerateContent"), signal);
  };
  return Object.assign(new GoogleGenAI({ apiKey: "test", httpOptions: { fetch } }), { requests });
}

function respond(answer: TestAnswer, isStream: boolean, signal: AbortSignal | null): Response {
  if (answer instanceof Error) throw answer;
  if (answer instanceof Response) return answer;
  if (typeof answer === "string" || answer instanceof Uint8Array) return eventStream([answer], signal);
  if (isStream || isList(answer)) return eventStream((isList(answer) ? answer : [answer]).map(event), signal);
  return Response.json(answer);
}

/** As Google sends it, with CRLF. */
function event(chunk: TestResponse): string {
  return `data: ${JSON.stringify(chunk)}\r\n\r\n`;
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
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

function isList(answer: TestAnswer): answer is readonly TestResponse[] {
  return Array.isArray(answer);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
