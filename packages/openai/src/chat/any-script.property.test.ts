import { getEventListeners } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import type { OpenAIStream } from "@zoetrope/openai";
import {
  ClientSockets,
  cut,
  pause,
  reset,
  splitAt,
  stall,
  startTestServer,
  type Action,
  type Script,
  type Step,
  wireEvents,
} from "@zoetrope/test-server";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bodyFrames, limits, type BodyFrame } from "./__fixtures__/frame-arbitrary.js";
import { askOpponent } from "./__fixtures__/outcome.js";
import { judge, type Verdict } from "./__fixtures__/wire-events.js";

/** How the server ends the body, `keep` of whose bytes (a share of all) it sends, in pieces split at these shares. */
interface Body {
  readonly frames: readonly BodyFrame[];
  readonly keep: number;
  readonly splits: readonly number[];
  readonly pauses: readonly number[];
  readonly end: "end" | "cut" | "reset" | "stall";
}

/** What the caller does, and behind how many pairs or turns of the event loop. */
interface Caller {
  readonly does:
    | "reads on"
    | "breaks"
    | "throws"
    | "cancels"
    | "aborts"
    | "cancels outside"
    | "aborts outside"
    | "aborts before";
  readonly after: number;
}

interface Expected extends Verdict {
  /** The body itself ended the stream: an error, a limit or the end marker, whatever the connection does. */
  readonly decided: boolean;
}

const body: fc.Arbitrary<Body> = fc.record({
  frames: bodyFrames,
  keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  splits: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
  pauses: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
  end: fc.constantFrom("end", "cut", "reset", "stall"),
});
const caller: fc.Arbitrary<Caller> = fc.record({
  does: fc.oneof(
    { weight: 3, arbitrary: fc.constant("reads on" as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        "breaks",
        "throws",
        "cancels",
        "aborts",
        "cancels outside",
        "aborts outside",
        "aborts before",
      ),
    },
  ),
  after: fc.integer({ min: 0, max: 12 }),
});

/** Ways to leave that make the loop throw. */
const loud: ReadonlySet<string> = new Set(["throws", "aborts", "aborts outside", "aborts before"]);

/** Far too long to pass; their timers must be gone with the stream. */
const timeouts = { open: 20_000, firstChunk: 20_000, idle: 20_000, total: 20_000 };

test("any script, cut anywhere, and any caller: one of four endings, the text that arrived whole, and nothing left behind", async () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", onUnhandled);
  const before = timers();
  const seen = new Map<string, number>();
  {
    using sockets = new ClientSockets();
    await using server = await startTestServer();
    const port = Number(new URL(server.url).port);
    // Not queued one by one: a call that is left before it began takes none.
    let script: Script = { body: [] };
    server.reply(() => script);
    await fc.assert(
      fc.asyncProperty(body, caller, async (body, caller) => {
        const arrived = arrivedOf(body);
        const expected = expectedOf(arrived, body);
        const controller = new AbortController();
        const stream = askOpponent(server, { limits, timeouts, signal: controller.signal });
        const read = { pairs: 0, text: "" };
        // The system may drop what was sent before a reset and not yet read, so that one waits; and a stalled body ends by its reader.
        const readUp = (): boolean => stream.ending !== null || (!expected.decided && read.pairs === expected.chunks);
        const hold: Action = () => server.until(readUp);
        const last = { end: [], cut: [cut()], reset: [hold, reset()], stall: [stall()] }[body.end];
        // Closed by the server, so that no connection is kept on purpose.
        const headers = { "content-type": "text/event-stream", connection: "close" };
        script = { headers, body: [...pieces(arrived, body), ...last] };
        const stalled = body.end === "stall" ? server.until(readUp).then(() => turn()) : undefined;
        const leaving = stalled?.then(() => stream.cancel("stalled"));

        const thrown = await run(stream, caller, controller, read).catch((error: unknown) => ({ error }));
        await leaving;

        const { status, cause } = stream.ending ?? {};
        seen.set(String(status), (seen.get(String(status)) ?? 0) + 1);
        expect(stream.content).toBe(read.text);
        const left = status === "aborted" && cause !== "stalled";
        const { content, ...end } = left ? { ...expected, status, chunks: read.pairs } : endOf(expected, body);
        const text = left ? content.slice(0, read.text.length) : content;
        const throws = left ? loud.has(caller.does) : end.status === "failed" || end.status === "truncated";
        expect({ status, chunks: read.pairs, text: read.text, throws: thrown !== undefined }).toEqual({
          status: end.status,
          chunks: end.chunks,
          text,
          throws,
        });
        expect(getEventListeners(controller.signal, "abort")).toEqual([]);
        await server.until(() => sockets.open(port) === 0, 1000);
      }),
      { numRuns: 250 },
    );
  }
  await turn();
  process.off("unhandledRejection", onUnhandled);
  expect(unhandled).toEqual([]);
  await expect.poll(() => timers() - before, { timeout: 1000 }).toBeLessThanOrEqual(0);
  // Every ending was among them: a generator that makes one kind of script proves nothing.
  expect([...seen.keys()].toSorted()).toEqual(["aborted", "complete", "failed", "truncated"]);
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
}

/** Reads as the caller does, and notes what it was given. */
async function run(
  stream: OpenAIStream,
  { does, after }: Caller,
  controller: AbortController,
  read: { pairs: number; text: string },
): Promise<undefined> {
  if (does === "aborts before") controller.abort("enough");
  const outside =
    does.endsWith("outside") &&
    turns(after * 3).then(() => (does === "aborts outside" ? controller.abort("enough") : stream.cancel()));
  try {
    for await (const [chunk] of stream) {
      read.pairs++;
      read.text += chunk.content;
      if (read.pairs <= after) continue;
      if (does === "breaks") break;
      if (does === "throws") throw new Error("enough");
      if (does === "cancels") stream.cancel("enough");
      if (does === "aborts") controller.abort("enough");
    }
  } finally {
    await outside;
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

/** The bytes that the server sends. Where they cannot be known to be read, or do not end, no frame of them is torn. */
function arrivedOf({ frames, keep, end }: Body): Buffer {
  const bytes = Buffer.from(frames.map((frame) => frame.bytes).join(""));
  const ends = frames.map((_, i) =>
    Buffer.byteLength(
      frames
        .slice(0, i + 1)
        .map((frame) => frame.bytes)
        .join(""),
    ),
  );
  const at = Math.round(keep * bytes.length);
  const whole = ends.findLast((frameEnd) => frameEnd <= at) ?? 0;
  const torn = frames[ends.indexOf(whole) + 1];
  // Where exactly in a frame its limit is passed is not ours to say.
  return bytes.subarray(0, end === "reset" || end === "stall" || torn?.overLimit ? whole : at);
}

function pieces(arrived: Buffer, { splits, pauses }: Body): Step[] {
  const offsets = splits.map((share) => Math.round(share * arrived.length)).toSorted((a, b) => a - b);
  return splitAt(arrived, ...offsets).flatMap((piece, i) => [piece, pause(pauses[i % pauses.length] ?? 0)]);
}

/** What the bytes say, by a reader of our own, up to the first frame that passes a limit. */
function expectedOf(arrived: Buffer, { frames }: Body): Expected {
  const over = frames.findIndex((frame) => frame.overLimit);
  const before =
    over < 0
      ? Infinity
      : Buffer.byteLength(
          frames
            .slice(0, over)
            .map((frame) => frame.bytes)
            .join(""),
        );
  const verdict = judge(arrived.subarray(0, before));
  const decided = verdict.status === "failed" || isMarked(arrived.subarray(0, before));
  if (decided || arrived.length <= before) return { ...verdict, decided };
  return { ...verdict, status: "failed", decided: true };
}

function isMarked(bytes: Buffer): boolean {
  return wireEvents(bytes).some(({ data }) => data.trim() === "[DONE]");
}

/** How a reader that reads on ends, when the connection ends as it does. */
function endOf({ status, content, chunks, decided }: Expected, body: Body) {
  if (decided || body.end === "end") return { status, content, chunks };
  if (body.end === "stall") return { status: "aborted", content, chunks };
  const finished = wireEvents(arrivedOf(body)).some(
    ({ data }) => parses(data) && data.includes('"finish_reason":"stop"'),
  );
  return { status: finished ? "complete" : "failed", content, chunks };
}

function parses(data: string): boolean {
  try {
    return JSON.parse(data) !== null;
  } catch {
    return false;
  }
}
