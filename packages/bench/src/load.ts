import { setTimeout as sleep } from "node:timers/promises";
import { heapUsed } from "./heap-used.js";
import { loadPlan } from "./load-plan.js";
import { startLoadServer, type LoadServer } from "./start-load-server.js";
import type { Target } from "./target.js";

const streams = 1000;
const chunks = 1000;

/** Many streams at once over real connections, a tenth of which break; and one whose reader pauses. */
export async function load(): Promise<Target[]> {
  using server = await startLoadServer();
  // All of them, because Node's fetch keeps an object for each connection that it ever had open at once.
  await allAtOnce(server, streams);
  const before = await settledHeap(server);
  const start = performance.now();
  const { wrong, broken } = await allAtOnce(server, streams);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const grown = (await settledHeap(server)) - before;
  const detail = `${streams} streams of ${chunks} chunks at once, ${broken} broken by the server, ${seconds} s`;
  return [
    { name: "streams that lost or mixed up text, or ended wrongly", value: wrong, limit: 0, unit: "streams", detail },
    { name: "connections left behind", value: server.sockets.open(), limit: 0, unit: "sockets", detail },
    { name: "heap above the baseline", value: grown / 2 ** 20, limit: 2, unit: "MiB", detail },
    await pausedReader(server),
  ];
}

async function allAtOnce(server: LoadServer, count: number): Promise<{ wrong: number; broken: number }> {
  const results = await Promise.all(Array.from({ length: count }, (_, stream) => isRight(server, stream)));
  return {
    wrong: results.filter((right) => !right).length,
    broken: Array.from({ length: count }, (_, stream) => loadPlan(stream, chunks)).filter(({ fault }) => fault).length,
  };
}

async function isRight(server: LoadServer, number: number): Promise<boolean> {
  const { texts, fault } = loadPlan(number, chunks);
  const stream = server.ask({ kind: "plan", stream: number, chunks });
  let read = 0;
  let error: unknown;
  try {
    for await (const [chunk] of stream) if (chunk.content !== "" && chunk.content !== texts[read++]) return false;
  } catch (thrown) {
    error = thrown;
  }
  const status = fault === null ? "complete" : "failed";
  if (stream.ending?.status !== status || (error === undefined) !== (fault === null)) return false;
  // A reset may overtake what was sent before it: the system drops bytes that this process has not read.
  const expected = fault === "reset" ? texts.slice(0, read) : texts;
  return read === expected.length && stream.content === expected.join("");
}

/** Once the connections are closed: their buffers are no part of a stream. */
async function settledHeap({ sockets }: LoadServer): Promise<number> {
  for (let waited = 0; sockets.open() > 0 && waited < 5000; waited += 50) await sleep(50);
  return heapUsed();
}

/** What this process reads of a large body of which one pair is taken, once nothing moves any more. */
async function pausedReader({ sockets, ask }: LoadServer): Promise<Target> {
  const [count, size] = [20_000, 1000];
  const before = sockets.bytesRead;
  await using stream = ask({ kind: "large", chunks: count, size });
  await stream[Symbol.asyncIterator]().next();
  let read = -1;
  for (let now = 0; now !== read; await sleep(200)) [read, now] = [now, sockets.bytesRead - before];
  if (read < size) throw new Error("The paused reader read nothing at all.");
  return {
    name: "read from its socket while the reader pauses",
    value: read / 1024,
    limit: 512,
    unit: "KiB",
    detail: `of ${Math.round((count * size) / 2 ** 20)} MiB that the server would send`,
  };
}
