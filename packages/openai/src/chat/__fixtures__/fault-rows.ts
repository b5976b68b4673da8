import type { OpenAICallOptions, OpenAIStream } from "@zoetrope/openai";
import {
  cut,
  done,
  endlessComments,
  gzip,
  html,
  json,
  longLine,
  pause,
  reset,
  sse,
  stall,
  type Script,
  type Step,
} from "@zoetrope/test-server";
import { answer, callDelta, chunk, completion, finish, text, usage } from "./chat-chunks.js";

/** One thing that goes wrong: what the server does at each request, how the call was made, and how its stream is read. */
export interface FaultRow {
  readonly fault: string;
  /** One for each request in turn; the last also for all further ones. None: no server is there. */
  readonly scripts: readonly Script[];
  readonly options?: Partial<Omit<OpenAICallOptions<true, [], unknown>, "stream" | "outputParser" | "client">>;
  /** As it stands in the table. */
  readonly given?: string;
  /** Milliseconds from the loop's end until sockets are counted. Default 100. */
  readonly settle?: number;
  /** Default: a loop to the end. */
  read?(stream: OpenAIStream, controller: AbortController): Promise<void>;
}

export interface FaultTable {
  readonly title: string;
  readonly rows: readonly FaultRow[];
}

const hello = sse(text("Hel"), text("lo"));
const counted = { ...text("Hello"), usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } };
const overloaded = { error: { message: "overloaded", code: 529 } };
/** So that what was sent before a reset is read, which the system may otherwise drop. */
const whenRead = pause(200);
const body = (...steps: Step[]): Script => ({ body: steps });
const whole: Script = body(...answer("Hel", "lo"));
// Closed, so that the next request takes another connection, and not this one or another by chance.
const busy: Script = {
  ...json(503, { error: { message: "busy" } }),
  headers: { "content-type": "application/json", connection: "close" },
};
const nested = (levels: number): string => `data: {"choices":[],"x":${"[".repeat(levels)}${"]".repeat(levels)}}\n\n`;
const limited = (name: string, value: number, ...steps: Step[]): FaultRow => ({
  fault: `passes \`limits.${name}\``,
  scripts: [body(...hello, ...steps, stall())],
  options: { limits: { [name]: value } },
});

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

/** Leaves behind the first pair. */
function leaving(way: (stream: OpenAIStream, controller: AbortController) => void): NonNullable<FaultRow["read"]> {
  return async (stream, controller) => {
    for await (const _ of stream) way(stream, controller);
  };
}

const connection: FaultRow[] = [
  { fault: "no server is there", scripts: [] },
  { fault: "the request is refused with 401", scripts: [json(401, { error: { message: "bad key" } })] },
  { fault: "the request is refused with 429", scripts: [json(429, { error: { message: "slow down" } })] },
  { fault: "reset (RST) before the head", scripts: [{ beforeHeaders: [reset()], body: [] }] },
  { fault: "closed (FIN) behind the head", scripts: [body(cut())] },
  { fault: "closed (FIN) behind some text", scripts: [body(...hello, cut())] },
  { fault: "reset (RST) behind some text", scripts: [body(...hello, whenRead, reset())] },
  {
    fault: "closed inside a frame",
    scripts: [body(...hello, sse(text("lost")).join("").slice(0, 40), cut())],
  },
  {
    fault: "closed inside a tool call",
    scripts: [body(...hello, ...sse(callDelta({ index: 0, id: "a", name: "f", args: "{" })), cut())],
  },
  {
    fault: "closed behind the finish reason, before usage",
    scripts: [body(...hello, ...sse(finish()), cut())],
  },
  { fault: "closed behind `[DONE]`", scripts: [body(...answer("Hel", "lo"), cut())] },
  {
    fault: "never closed behind `[DONE]` (300 ms later)",
    settle: 300,
    scripts: [body(...answer("Hel", "lo"), stall())],
  },
  { fault: "a compressed body whose end is missing", scripts: [gzip([...hello, ...answer(noise())].join(""), 300)] },
];

const answers: FaultRow[] = [
  { fault: "the body ends without a finish reason", scripts: [body(...hello)] },
  { fault: "the same, and usage came in each chunk", scripts: [body(...sse(counted))] },
  { fault: "the body ends inside a frame", scripts: [body(...hello, 'data: {"choices"')] },
  { fault: "the body is empty", scripts: [body()] },
  { fault: "the body is only `[DONE]`", scripts: [body(done(), stall())] },
  { fault: "an error frame behind some text", scripts: [body(...hello, ...sse(overloaded), stall())] },
  {
    fault: "an error frame behind the finish reason",
    scripts: [body(...hello, ...sse(finish(), { ...overloaded, choices: [], ...usage(3, 2) }), stall())],
  },
  { fault: "a frame that is no JSON", scripts: [body(...hello, "data: {broken\n\n", stall())] },
  { fault: "status 200 with a JSON error", scripts: [json(200, overloaded)] },
  { fault: "status 200 with a proxy's HTML page", scripts: [html()] },
  { fault: "status 200 with a whole completion", scripts: [json(200, completion({ content: "Hello" }))] },
];

const callers: FaultRow[] = [
  {
    fault: "`break`",
    scripts: [body(...hello, stall())],
    async read(stream) {
      for await (const _ of stream) break;
    },
  },
  {
    fault: "a throw in the loop's body",
    scripts: [body(...hello, stall())],
    read: leaving(() => {
      throw new RangeError("mine");
    }),
  },
  {
    fault: "`stream.cancel()` in the loop",
    scripts: [body(...hello, stall())],
    read: leaving((stream) => stream.cancel()),
  },
  {
    fault: "the signal, in the loop",
    scripts: [body(...hello, stall())],
    read: leaving((_, controller) => controller.abort(new RangeError("stop"))),
  },
  {
    fault: "the signal, while the head is pending",
    scripts: [{ beforeHeaders: [stall()], body: [] }],
    async read(stream, controller) {
      setTimeout(() => controller.abort(new RangeError("stop")), 200);
      await readAll(stream);
    },
  },
  {
    fault: "`cancel()` while a read is pending",
    scripts: [body(...hello, stall())],
    async read(stream) {
      setTimeout(() => stream.cancel(), 200);
      await readAll(stream);
    },
  },
  {
    fault: "the signal, before the first read",
    scripts: [whole],
    async read(stream, controller) {
      controller.abort(new RangeError("stop"));
      await readAll(stream);
    },
  },
  {
    fault: "a stream that was opened and never read, at the end of `await using`",
    scripts: [body(...hello, stall())],
    async read(stream) {
      await using opened = stream;
      await opened.open();
    },
  },
];

const clocks: FaultRow[] = [
  {
    fault: "no head",
    given: "`open: 200`",
    options: { timeouts: { open: 200 } },
    scripts: [{ beforeHeaders: [stall()], body: [] }],
  },
  {
    fault: "comments, and no chunk",
    given: "`firstChunk: 200`",
    options: { timeouts: { firstChunk: 200 } },
    scripts: [body(endlessComments(10))],
  },
  {
    fault: "silence behind some text",
    given: "`idle: 200`",
    options: { timeouts: { idle: 200 } },
    scripts: [body(...hello, stall())],
  },
  {
    fault: "comments behind some text",
    given: "`idle: 200`",
    options: { timeouts: { idle: 200 } },
    scripts: [body(...hello, endlessComments(10))],
  },
  {
    fault: "silence behind the finish reason",
    given: "`idle: 200`",
    options: { timeouts: { idle: 200 } },
    scripts: [body(...hello, ...sse(finish()), stall())],
  },
  {
    fault: "text without end",
    given: "`total: 300`",
    options: { timeouts: { total: 300 } },
    scripts: [body(...Array.from({ length: 400 }, () => [...sse(text("")), pause(5)]).flat())],
  },
];

const limits: FaultRow[] = [
  limited("eventSize", 2000, longLine(5000)),
  limited(
    "totalBytes",
    2000,
    ...Array.from({ length: 60 }, () => ": a comment that counts as well, like all bytes of the body\n\n"),
  ),
  limited(
    "toolCalls",
    2,
    ...sse(...[0, 1, 2].map((index) => callDelta({ index, id: `${index}`, name: "f", args: "{" }))),
  ),
  limited("choices", 2, ...sse(chunk({ choices: [0, 1, 2].map((index) => ({ index, delta: {} })) }))),
  limited("depth", 100, nested(200)),
];

const retry = { attempts: 2, delay: 1 };
const broken = body(...hello, whenRead, reset());
const attempts: FaultRow[] = [
  { fault: "503, then an answer", given: "`retry: { attempts: 2 }`", options: { retry }, scripts: [busy, whole] },
  {
    fault: "reset before the head, then an answer",
    given: "`retry: { attempts: 2 }`",
    options: { retry },
    scripts: [{ beforeHeaders: [reset()], body: [] }, whole],
  },
  {
    fault: "cut before any text, then an answer",
    given: "`retry: { attempts: 2 }`",
    options: { retry },
    scripts: [body(cut()), whole],
  },
  { fault: "503 at each attempt", given: "`retry: { attempts: 2 }`", options: { retry }, scripts: [busy] },
  {
    fault: "401",
    given: "`retry: { attempts: 2 }`",
    options: { retry },
    scripts: [json(401, { error: { message: "bad key" } })],
  },
  { fault: "reset behind some text", given: "`retry: { attempts: 2 }`", options: { retry }, scripts: [broken, whole] },
  {
    fault: "reset behind some text, then an answer",
    given: '`retry: { attempts: 2 }, midStream: "restart"`',
    options: { retry, midStream: "restart" },
    scripts: [broken, whole],
  },
  {
    fault: "503, and another model answers",
    given: "`fallback: [{ model }]`",
    options: { fallback: [{ model: "gpt-4o" }] },
    scripts: [busy, whole],
  },
];

const tee: FaultRow[] = [
  {
    fault: "one of two readers leaves",
    scripts: [whole],
    async read(stream) {
      const [first, second] = stream.tee(2);
      for await (const _ of first) break;
      await readAll(second);
    },
  },
  {
    fault: "both readers leave",
    scripts: [body(...hello, stall())],
    async read(stream) {
      const [first, second] = stream.tee(2);
      for await (const _ of first) break;
      for await (const _ of second) break;
    },
  },
  {
    fault: "the connection breaks under two readers",
    scripts: [broken],
    async read(stream) {
      const results = await Promise.allSettled(stream.tee(2).map((reader) => readAll(reader)));
      const [first, second] = results.map((result) => (result.status === "rejected" ? result.reason : null));
      if (first !== second) throw new RangeError("The readers were told different things.");
      throw first;
    },
  },
];

/** Everything that docs/reliability.md tells. */
export const faultTables: readonly FaultTable[] = [
  { title: "The connection", rows: connection },
  { title: "The answer", rows: answers },
  { title: "The caller leaves", rows: callers },
  { title: "Timeouts", rows: clocks },
  { title: "Limits", rows: limits },
  { title: "Retries and fallbacks", rows: attempts },
  { title: "Several readers", rows: tee },
];

/** Text that does not compress, so that a missing end is missing of it alone. */
function noise(): string {
  let seed = 1;
  const next = (): number => (seed = (seed * 48_271) % 2_147_483_647);
  return Array.from({ length: 2000 }, () => String.fromCharCode(97 + (next() % 26))).join("");
}
