import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { heapUsed } from "./heap-used.js";
import { seededRandom } from "./random.js";
import { startLoadServer, type LoadServer } from "./start-load-server.js";
import type { Target } from "./target.js";

const streams = 10_000;
const atOnce = 50;

/** What streams that break at a random moment leave behind, whoever breaks them. */
export async function brokenStreams(): Promise<Target[]> {
  using server = await startLoadServer();
  await breakMany(server, 1000, 1);
  const before = await heapUsed();
  const start = performance.now();
  const statuses = await breakMany(server, streams, 2);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  await sleep(100);
  const left = server.sockets.open();
  for (let waited = 0; server.sockets.unused > 0 && waited < 6000; waited += 50) await sleep(50);
  const grown = (await heapUsed()) - before;
  const ended = [...statuses].map(([status, count]) => `${count} ${status}`).join(", ");
  const detail = `${streams} streams broken at a random moment: ${ended}; ${seconds} s`;
  return [
    {
      name: "connections left by broken streams",
      value: left + server.sockets.unused,
      limit: 0,
      unit: "sockets",
      detail,
    },
    { name: "heap that broken streams left", value: grown / 1e6, limit: 5, unit: "MB", detail },
  ];
}

async function breakMany(server: LoadServer, count: number, seed: number): Promise<Map<string, number>> {
  const random = seededRandom(seed);
  const statuses = new Map<string, number>();
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const status = await breakOne(server, random);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return statuses;
}

const ways = ["break", "throw", "cancel", "abort", "cancel later", "abort later", "server"] as const;

async function breakOne(server: LoadServer, random: () => number): Promise<string> {
  const way = ways[Math.floor(random() * ways.length)] ?? "break";
  const after = Math.floor(random() * 20);
  const controller = new AbortController();
  const { signal } = controller;
  const stream = server.ask({ kind: "endless", breaksAfter: way === "server" ? after : null }, { signal });
  const leave = (): void => (way.startsWith("abort") ? controller.abort("enough") : stream.cancel("enough"));
  const leaving = way.endsWith("later") ? turns(Math.floor(random() * 200)).then(leave) : undefined;
  let read = 0;
  try {
    for await (const _ of stream) {
      if (read++ < after) continue;
      if (way === "break") break;
      if (way === "throw") throw new Error("enough");
      if (way === "cancel" || way === "abort") leave();
    }
  } catch {
    // Which error it was is the tests' business.
  }
  await leaving;
  return stream.ending?.status ?? "open";
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}
