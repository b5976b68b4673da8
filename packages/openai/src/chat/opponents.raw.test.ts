import { gzipSync } from "node:zlib";
import {
  chunked,
  ClientSockets,
  createGate,
  cut,
  done,
  everyByte,
  halfClose,
  head,
  reset,
  sse,
  stall,
  startRawServer,
  type Action,
  type RawScript,
  type Step,
} from "@zoetrope/test-server";
import { describe, expect, test } from "vitest";
import type { OpenAIStream } from "@zoetrope/openai";
import { finish, text } from "./__fixtures__/chat-chunks.js";
import { askOpponent, outcomeOf, type Outcome } from "./__fixtures__/outcome.js";

const ok = "HTTP/1.1 200 OK";
const events = "content-type: text/event-stream";
const inChunks = head(ok, events, "transfer-encoding: chunked");
const [hel = "", lo = ""] = sse(text("Hel"), text("lo"));
const whole = [hel, lo, ...sse(finish()), done()].join("");
const half = hel + lo;

/** Text that does not compress, so that a cut of the last bytes leaves frames whole before it. */
const gzipped = gzipSync(half + sse(text(noise()))[0]);

function noise(): string {
  let seed = 1;
  return Array.from({ length: 2000 }, () =>
    String.fromCharCode(33 + ((seed = (seed * 48_271) % 2_147_483_647) % 90)),
  ).join("");
}

function gzipHead(length: number): string {
  return head(ok, events, "content-encoding: gzip", `content-length: ${length}`);
}

/** `kept`: the connection may serve again, and waits for that. */
type Row = [what: string, steps: readonly Step[], status: string, content: string, error: string, kept?: "kept"];

const transport = "StreamTransportError";
const truncated = "StreamTruncatedError";
const unreachable = "APIConnectionError";

/** The content is the text of the frames that HTTP lets through whole; the status is what a reader can know from them. */
const rows: readonly Row[] = [
  ["a chunk's size is no number", [inChunks, chunked(half), "zz\r\n"], "failed", "Hello", transport],
  [
    "a chunk's size is past every number",
    [inChunks, chunked(half), "fffffffffffffffff\r\n"],
    "failed",
    "Hello",
    transport,
  ],
  ["a chunk is longer than its size", [inChunks, chunked(half), "2\r\nabcdef\r\n"], "failed", "Hello", transport],
  ["a chunk is torn by the end", [inChunks, chunked(half), `fff\r\n${half}`, cut()], "failed", "HelloHello", transport],
  ["the last chunk is missing", [inChunks, chunked(half), cut()], "failed", "Hello", transport],
  [
    "the last chunk is missing behind a finish reason",
    [inChunks, chunked(half + sse(finish())[0]), cut()],
    "complete",
    "Hello",
    "",
  ],
  ["the last chunk is missing behind [DONE]", [inChunks, chunked(whole), cut()], "complete", "Hello", ""],
  [
    "chunks with extensions, and trailers",
    [inChunks, `${whole.length.toString(16)};a=b\r\n${whole}\r\n0\r\nx: y\r\n\r\n`],
    "complete",
    "Hello",
    "",
    "kept",
  ],
  [
    "content-length longer than the body",
    [head(ok, events, "content-length: 5000"), half, cut()],
    "failed",
    "Hello",
    transport,
  ],
  [
    "content-length longer than a whole answer",
    [head(ok, events, "content-length: 5000"), whole, cut()],
    "complete",
    "Hello",
    "",
  ],
  [
    "content-length shorter than the body",
    [head(ok, events, `content-length: ${half.length}`), whole],
    "truncated",
    "Hello",
    truncated,
  ],
  [
    "content-length that ends in a frame",
    [head(ok, events, `content-length: ${half.length - 9}`), half],
    "truncated",
    "Hel",
    truncated,
  ],
  [
    "two content-lengths",
    [head(ok, events, "content-length: 5", "content-length: 6"), whole],
    "failed",
    "",
    unreachable,
  ],
  [
    "content-length and chunks at once",
    [head(ok, events, "content-length: 5", "transfer-encoding: chunked"), chunked(whole)],
    "failed",
    "",
    unreachable,
  ],
  ["a negative content-length", [head(ok, events, "content-length: -1"), whole], "failed", "", unreachable],
  ["the head cut in the status line", ["HTTP/1.1 20", cut()], "failed", "", unreachable],
  ["the head cut in a header", [`${ok}\r\ncontent-ty`, cut()], "failed", "", unreachable],
  ["the head reset", [`${ok}\r\n`, reset()], "failed", "", unreachable],
  ["no head, but the body", [whole, cut()], "failed", "", unreachable],
  ["another protocol", ["SSH-2.0-OpenSSH_9.6\r\n"], "failed", "", unreachable],
  ["a header with a zero byte", [`${ok}\r\nx-a: \0\r\n\r\n${whole}`], "failed", "", unreachable],
  ["a header without a name", [`${ok}\r\n: x\r\n\r\n${whole}`], "failed", "", unreachable],
  [
    "a head without end",
    [`${ok}\r\n`, ...Array.from({ length: 40 }, (_, i) => `x-${i}: ${"y".repeat(1000)}\r\n`)],
    "failed",
    "",
    unreachable,
  ],
  [
    "a head injected into a header",
    [head(ok, events, "x-note: a\r\n\r\nx-injected: b", "transfer-encoding: chunked"), whole, cut()],
    "complete",
    "Hello",
    "",
  ],
  ["two heads", [inChunks, inChunks, chunked(whole), chunked()], "failed", "", transport],
  ["two heads, the second in the body", [head(ok, events), head(ok, events), whole, cut()], "complete", "Hello", ""],
  [
    "early hints before the head",
    [head("HTTP/1.1 103 Early Hints", "link: </x>"), inChunks, chunked(whole), chunked()],
    "complete",
    "Hello",
    "",
    "kept",
  ],
  [
    "100 Continue that nobody asked for",
    [head("HTTP/1.1 100 Continue"), inChunks, chunked(whole), chunked()],
    "failed",
    "",
    unreachable,
  ],
  ["HTTP/1.0 without a length, whole", [head("HTTP/1.0 200 OK", events), whole, cut()], "complete", "Hello", ""],
  ["HTTP/1.0 without a length, half", [head("HTTP/1.0 200 OK", events), half, cut()], "truncated", "Hello", truncated],
  ["garbage behind the end", [inChunks, chunked(whole), `${"0\r\n\r\n"}\0\0garbage`], "complete", "Hello", ""],
  [
    "a whole second answer behind the end",
    [
      inChunks +
        Buffer.from(chunked(whole)).toString() +
        "0\r\n\r\n" +
        inChunks +
        Buffer.from(chunked(half)).toString(),
    ],
    "complete",
    "Hello",
    "",
  ],
  [
    "this side closed (FIN) behind half of the answer",
    [head(ok, events), half, halfClose()],
    "truncated",
    "Hello",
    truncated,
  ],
  ["this side closed (FIN) in a chunked answer", [inChunks, chunked(half), halfClose()], "failed", "Hello", transport],
  [
    "one byte a packet, head and all",
    [...everyByte(inChunks + Buffer.from(chunked(whole)).toString()), chunked()],
    "complete",
    "Hello",
    "",
    "kept",
  ],
  // The runtime's decompressor ends where its input does, without a word.
  [
    "gzip that is cut",
    [gzipHead(gzipped.length - 20), gzipped.subarray(0, -20)],
    "truncated",
    "Hello",
    truncated,
    "kept",
  ],
  ["gzip that is none", [gzipHead(whole.length), whole], "failed", "", transport, "kept"],
];

describe("bytes that no HTTP library writes", () => {
  test.each(rows)("%s", async (_, steps, status, content, error, kept) => {
    expect(await meet({ steps })).toEqual({ status, content, error, sockets: kept === undefined ? 0 : 1 });
  });
});

describe("connections", () => {
  test("reset while the request is being sent and nobody reads it", async () => {
    const arrived: Action = ({ socket }) => new Promise((resolve) => socket.once("readable", resolve));
    const script = { readsRequest: false, steps: [arrived, reset()] };
    const sent = "x".repeat(20_000_000);
    expect(await meet(script, { prompt: sent })).toEqual({
      status: "failed",
      content: "",
      error: unreachable,
      sockets: 0,
    });
  });

  test("reset between two frames, when the first was read", async () => {
    const gate = createGate();
    const loop = async (stream: OpenAIStream): Promise<void> => {
      for await (const _ of stream) gate.release();
    };
    const script = { steps: [inChunks, chunked(hel), gate.hold, reset()] };
    expect(await meet(script, { loop })).toEqual({ status: "failed", content: "Hel", error: transport, sockets: 0 });
  });

  const leave = async (stream: OpenAIStream): Promise<void> => {
    for await (const _ of stream) break;
  };

  test.each<[string, RawScript]>([
    ["stalls in a chunk", { steps: [inChunks, chunked(hel), "ff\r\ndata: {", stall()] }],
    ["stalls behind a head without a length", { steps: [head(ok, events), hel, stall()] }],
    ["has said all and never closes", { steps: [head(ok, events, "content-length: 5000"), whole, stall()] }],
    ["closed its side and hears no other", { steps: [inChunks, chunked(half), deaf(), halfClose(), stall()] }],
  ])("a reader that leaves a server that %s", async (_, script) => {
    expect(await meet(script, { loop: leave })).toEqual({ status: "aborted", content: "Hel", error: "", sockets: 0 });
  });

  test("a whole answer of a server that never closes: done at [DONE], closed after the drain", async () => {
    const script = { steps: [head(ok, events, "content-length: 5000"), whole, stall()] };
    const { sockets, ...outcome } = await meet(script);
    expect(outcome).toEqual({ status: "complete", content: "Hello", error: "" });
    // The drain itself may take 100 ms, so the connection may be about to close.
    expect(sockets).toBeLessThanOrEqual(1);
  });
});

/** Goes on as if the reader had not closed its side. */
function deaf(): Action {
  return ({ socket }) => void socket.removeAllListeners("end");
}

interface Meeting {
  readonly prompt?: string;
  readonly loop?: (stream: OpenAIStream) => Promise<void>;
}

async function meet(script: RawScript, { prompt, loop }: Meeting = {}): Promise<Outcome> {
  using sockets = new ClientSockets();
  await using server = await startRawServer(script);
  const outcome = await outcomeOf(askOpponent(server, {}, prompt), server, sockets, loop);
  // Else an opponent that nobody met would pass for one that refused. More than 1: behind an abort, Node's fetch opens an empty one.
  expect(server.connections).toBeGreaterThan(0);
  return outcome;
}
